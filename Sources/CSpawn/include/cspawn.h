// Starting a process with a session of its own and none of this one's descriptors: what Swift cannot
// call, as the C library offers it under _GNU_SOURCE alone.
#ifndef CSPAWN_H
#define CSPAWN_H

#include <stdint.h>
#include <sys/types.h>

/// Starts a program with `input` as its standard input and `output` as its standard output and error.
///
/// The program leads a session of its own, has no signal blocked or ignored, and no other descriptor.
/// `arguments` and `environment` end with a null pointer; all strings are borrowed for the call.
/// Returns 0 and the process in `*process`, or an errno value.
int cspawn_session(
    pid_t *process, const char *path, char *const arguments[], char *const environment[], int input,
    int output);

/// Waits for a process as waitpid(2) does, and not shorter for a signal; `*milliseconds` becomes the processor
/// time that it has had, with that of the processes that it has waited for.
pid_t cspawn_wait(pid_t process, int options, int *status, int64_t *milliseconds);

/// Makes a pipe whose ends do not wait and are closed in children; returns 0 or an errno value.
int cspawn_pipe(int ends[2]);

/// Has this process print everything at once, so that nothing is lost with it.
void cspawn_print_at_once(void);

/// Prints what standard output holds back, where a library has given it a buffer; does not wait for another thread.
void cspawn_flush_output(void);

#endif
