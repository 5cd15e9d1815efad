/* Programs of the system: started without a shell, bounded, ended when the step shall end. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "enlist_plugin.h"

#include <stddef.h>

enum { PROGRAM_OUTPUT = 4096 };

struct program_result {
    /* The exit status; 128 and the signal's number, as a shell says it. */
    int status;
    /* The first of what it printed, on both of its outputs. */
    char output[PROGRAM_OUTPUT];
};

enum program_end {
    PROGRAM_ENDED,
    /* None of the system's folders has it. */
    PROGRAM_MISSING,
    /* It could not be started: `errno` says why. */
    PROGRAM_FAILED,
    /* It was killed, as the step shall end or its time is up. */
    PROGRAM_KILLED,
};

/*
 * Runs the program `arguments[0]` of the system's folders to its end, for so many seconds at most.
 * Its environment is PATH and LC_ALL=C, its input is empty.
 */
enum program_end program_run(
    enlist_call *call, const char *const *arguments, unsigned seconds,
    struct program_result *result);

/* Whether one of the system's folders has it. */
int program_is_there(const char *name);

/* The last line of what it printed, which says what went wrong. */
const char *program_last_words(struct program_result *result);

#endif
