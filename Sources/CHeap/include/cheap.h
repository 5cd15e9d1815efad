/* What this process holds of the heap. */
#ifndef CHEAP_H
#define CHEAP_H

#include <stdint.h>

/* The bytes that have been allocated and not freed; -1 where the C library cannot tell (glibc before 2.33). */
int64_t cheap_bytes_in_use(void);

#endif
