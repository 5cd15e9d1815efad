/* The memory and limits of this process, and files in memory. */
#ifndef CMEMORY_H
#define CMEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Protects the memory of this process, keys included: the kernel writes no core file of it, and no
 * other process of the same user can read its memory or environment (RLIMIT_CORE of getrlimit(2),
 * PR_SET_DUMPABLE of prctl(2)). To be called before there is a second thread. If a debugger has
 * started the process, only the core file is prevented: the debugger, which has everything anyway,
 * could not read the memory otherwise.
 */
void cmemory_keep_to_itself(void);

/* Whether a debugger traces this process. */
int cmemory_is_debugged(void);

/*
 * Lets other processes of the same user read the memory of this one again, which must not hold
 * secrets; core files stay off.
 */
void cmemory_let_others_look(void);

/*
 * Restores for a child process, which has inherited the limit against core files, the limit with
 * which this process was started (prlimit(2)). If that is not permitted, as for a program with
 * privileges of its own, nothing happens.
 */
void cmemory_give_core_limit(pid_t process);

/*
 * Raises the limit of open files of this process as far as permitted, up to 1024 (setrlimit(2)); a
 * higher limit stays. Returns the limit.
 */
int64_t cmemory_raise_open_files(void);

/*
 * The bytes that have been allocated and not freed; -1 if the C library does not know (glibc before
 * 2.33).
 */
int64_t cmemory_bytes_in_use(void);

/*
 * Creates a file in memory with the first `count` bytes of `source`, or all if it has fewer, and
 * seals it: no process can change it, this one included (memfd_create(2), F_ADD_SEALS). Its name, of
 * at most 249 bytes, appears in lists of mappings. Returns its descriptor, or -1 with `errno` set.
 */
int cmemory_sealed_copy(const char *name, int source, size_t count);

/*
 * Releases the pages of the program's and its libraries' files that have not been written to; pages
 * that are needed again are read from the file (madvise(2)).
 */
void cmemory_release_program(void);

#endif
