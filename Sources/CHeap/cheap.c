#define _GNU_SOURCE
#include "cheap.h"

#include <malloc.h>

/* Not there in every C library that enlist runs with. */
extern __attribute__((weak)) struct mallinfo2 mallinfo2(void);

int64_t cheap_bytes_in_use(void)
{
    if (!mallinfo2) return -1;
    struct mallinfo2 info = mallinfo2();
    return (int64_t)(info.uordblks + info.hblkhd);
}
