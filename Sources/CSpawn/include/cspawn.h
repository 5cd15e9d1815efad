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

/// Starts a program with nothing on its standard input, `output` as its standard output, and `error` as its
/// standard error; a negative `error` drops what it prints there. `folder` is where it works; null for here.
/// Otherwise as `cspawn_session`.
int cspawn_program(
    pid_t *process, const char *path, char *const arguments[], char *const environment[],
    const char *folder, int output, int error);

/// Waits until a child process has ended, and leaves it to be waited for.
void cspawn_await_end(pid_t process);

/// Whether a child process has ended; it is left to be waited for.
int cspawn_has_ended(pid_t process);

/// The bytes that a pipe holds; 0 where nobody can tell.
int cspawn_bytes_in(int pipe);

/// Has a process of its own read what still comes out of a pipe, and drop it, until nobody holds the other
/// end, also when this process has ended. Returns 0, or an errno value where there is no shell or no cat(1).
int cspawn_drain(int pipe);

/// As the first process of a container: starts this program once more, passes signals on to it, waits for
/// every orphan that the kernel hands to this process, and returns the status to end with. Returns -1 where
/// the program cannot be started again. To be called before there is a second thread.
int cspawn_be_init(char *const arguments[]);

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
