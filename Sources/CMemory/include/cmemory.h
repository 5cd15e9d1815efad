/* What this process holds of memory, and files that are nowhere else. */
#ifndef CMEMORY_H
#define CMEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Keeps what this process holds, keys among it, to itself: the kernel writes no core file of it, and no other process
 * of the same user can read its memory or environment (RLIMIT_CORE of getrlimit(2), PR_SET_DUMPABLE of prctl(2)).
 * To be called before there is a second thread. Where a debugger has started the process, which then has all of it
 * anyway, only the core file is left out: it could not read the memory otherwise.
 */
void cmemory_keep_to_itself(void);

/* Whether a debugger follows this process. */
int cmemory_is_debugged(void);

/* Lets other processes of the same user look into this one again, which holds nothing secret; without core files. */
void cmemory_let_others_look(void);

/*
 * Gives a child process, which has inherited that there be no core files, the limit that this process was started
 * with (prlimit(2)). Where that is not allowed, as of a program with rights of its own, nothing happens.
 */
void cmemory_give_core_limit(pid_t process);

/*
 * Lets this process have as many files open as it may, up to 1024 (setrlimit(2)); a limit that is higher stays.
 * Returns how many that is.
 */
int64_t cmemory_raise_open_files(void);

/* The bytes that have been allocated and not freed; -1 where the C library cannot tell (glibc before 2.33). */
int64_t cmemory_bytes_in_use(void);

/*
 * A file in memory with the first `count` bytes of `source`, or all where that has fewer, which nobody can change any
 * more, this process included (memfd_create(2), sealed by F_ADD_SEALS). Its name, of at most 249 bytes, stands in lists
 * of what is mapped. Returns its descriptor, or -1 with `errno` set.
 */
int cmemory_sealed_copy(const char *name, int source, size_t count);

/*
 * Gives the pages back that the process holds of its program's and its libraries' files, as far as nothing has
 * written to them; those that are needed again come back from the file (madvise(2)).
 */
void cmemory_release_program(void);

#endif
