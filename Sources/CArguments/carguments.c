#include "carguments.h"

static int program_count;
static char **program_words;

/* glibc passes what main() gets to constructors, too. */
__attribute__((constructor)) static void take(int count, char **words)
{
    program_count = count;
    program_words = words;
}

char *const *carguments(int *count)
{
    *count = program_count;
    return program_words;
}
