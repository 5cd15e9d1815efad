// Starts processes with a session of their own and none of this one's descriptors: functions that
// Swift cannot call, as the C library declares them only under _GNU_SOURCE.
#ifndef CSPAWN_H
#define CSPAWN_H

#include <stdint.h>
#include <sys/types.h>

/// Starts a program with `input` as its standard input and `output` as its standard output and
/// error.
///
/// The program leads a session of its own, has no signal blocked or ignored, and no other
/// descriptor. `arguments` and `environment` end with a null pointer; all strings are borrowed for
/// the call. Returns 0 and the process in `*process`, or an errno value.
int cspawn_session(
    pid_t *process, const char *path, char *const arguments[], char *const environment[], int input,
    int output);

/// Starts a program with nothing on its standard input, `output` as its standard output, and
/// `error` as its standard error; a negative `error` drops what it prints there. `folder` is its
/// working directory; null for this process' own. Otherwise as `cspawn_session`.
int cspawn_program(
    pid_t *process, const char *path, char *const arguments[], char *const environment[],
    const char *folder, int output, int error);

/// Waits until a child process has ended, without reaping it.
void cspawn_await_end(pid_t process);

/// Whether a child process has ended; does not reap it.
int cspawn_has_ended(pid_t process);

/// The number of bytes in a pipe; 0 if that is unknown.
int cspawn_bytes_in(int pipe);

/// Starts a process that reads and drops what still comes out of a pipe, until no process holds the
/// other end, even after this process has ended. Returns 0, or an errno value if there is no shell
/// or no cat(1).
int cspawn_drain(int pipe);

/// Acts as the first process of a container: starts this program again, passes signals on to it,
/// reaps every orphan that the kernel hands to this process, and returns the status to end with.
/// Returns -1 if the program cannot be started again. To be called before there is a second thread.
int cspawn_be_init(char *const arguments[]);

/// Waits for a process as waitpid(2) does, but is not interrupted by signals; sets `*milliseconds`
/// to the processor time of the process and of those that it has waited for.
pid_t cspawn_wait(pid_t process, int options, int *status, int64_t *milliseconds);

/// Creates a pipe whose ends are non-blocking and closed in children; returns 0 or an errno value.
int cspawn_pipe(int ends[2]);

/// Turns off the buffer of standard output, so that no output is lost when the process dies.
void cspawn_print_at_once(void);

/// Flushes standard output if a library has given it a buffer; does not wait for another thread.
void cspawn_flush_output(void);

#endif
