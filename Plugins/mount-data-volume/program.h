/* The system's programs: started without a shell, with a time limit, ended when the step must
 * end. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "enlist_plugin.h"

#include <stddef.h>

enum { PROGRAM_OUTPUT = 4096 };

struct program_result {
    /* The exit status; 128 plus the signal's number, as in a shell. */
    int status;
    /* The beginning of its output, from both streams. */
    char output[PROGRAM_OUTPUT];
};

enum program_end {
    PROGRAM_ENDED,
    /* None of the system's folders contains it. */
    PROGRAM_MISSING,
    /* It could not be started: `errno` says why. */
    PROGRAM_FAILED,
    /* It was killed, as the step must end or its time is up. */
    PROGRAM_KILLED,
};

/*
 * Runs the program `arguments[0]` from the system's folders to its end, for at most this many
 * seconds. Its environment is PATH and LC_ALL=C, its input is empty.
 */
enum program_end program_run(
    enlist_call *call, const char *const *arguments, unsigned seconds,
    struct program_result *result);

/* Whether one of the system's folders contains it. */
int program_is_there(const char *name);

/* The last line of its output, which says what went wrong. */
const char *program_last_words(struct program_result *result);

#endif
