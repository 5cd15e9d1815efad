/* What this process holds of memory, and files that are nowhere else. */
#ifndef CMEMORY_H
#define CMEMORY_H

#include <stddef.h>
#include <stdint.h>

/* The bytes that have been allocated and not freed; -1 where the C library cannot tell (glibc before 2.33). */
int64_t cmemory_bytes_in_use(void);

/*
 * A file in memory with these bytes, which nobody can change any more, this process included
 * (memfd_create(2), sealed by F_ADD_SEALS). Returns its descriptor, or -1 with `errno` set.
 */
int cmemory_sealed_file(const char *name, const void *bytes, size_t count);

/*
 * Gives the pages back that the process holds of its program's and its libraries' files, as far as nothing has
 * written to them; those that are needed again come back from the file (madvise(2)).
 */
void cmemory_release_program(void);

#endif
