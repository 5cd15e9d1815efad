#define _GNU_SOURCE
#include "cmemory.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

/* Not there in every C library that enlist runs with. */
extern __attribute__((weak)) struct mallinfo2 mallinfo2(void);

int64_t cmemory_bytes_in_use(void)
{
    if (!mallinfo2) return -1;
    struct mallinfo2 info = mallinfo2();
    return (int64_t)(info.uordblks + info.hblkhd);
}

int cmemory_sealed_file(const char *name, const void *bytes, size_t count)
{
    const char *rest = bytes;
    int file = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file < 0) return -1;
    while (count > 0) {
        ssize_t written = write(file, rest, count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) goto failed;
        rest += written;
        count -= (size_t)written;
    }
    if (fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0) return file;
failed:;
    int error = errno;
    close(file);
    errno = error;
    return -1;
}
