/*
 * Preloaded into enlist: counts what it does to its journal (write, fdatasync, rename), and at one
 * of them stops the process (SIGSTOP), for the test to do with it what it likes.
 *
 * JOURNAL_SHIM_STATE  a file; holds how long the journal was when the disk last had all of it, which
 *                     is what a power cut would leave, and what there was: w, s and r in a line
 * JOURNAL_SHIM_AT     the one before which it stops, counted from 1; 0 for none
 * JOURNAL_SHIM_THEN   go-on; tear: stops when half of the line is written; full: from there on, the
 *                     disk takes half a line and then no more
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long count;
static long durable = -1;

static int ends_in(const char *path, const char *end) {
    size_t length = strlen(path), wanted = strlen(end);
    return length >= wanted && strcmp(path + length - wanted, end) == 0;
}

static int is_journal(int descriptor) {
    char link[64], path[4096];
    int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = saved;
    if (length < 0) return 0;
    path[length] = 0;
    return ends_in(path, "/journal.ndjson");
}

static long size_of(int descriptor) {
    struct stat status;
    return fstat(descriptor, &status) == 0 ? (long)status.st_size : 0;
}

static void publish(const char *text, long size, long offset) {
    const char *path = getenv("JOURNAL_SHIM_STATE");
    if (!path) return;
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || syscall(SYS_pwrite64, file, text, size, offset) != size) abort();
    syscall(SYS_close, file);
}

static void set_durable(long size) {
    char text[22];
    durable = size;
    snprintf(text, sizeof text, "%20ld\n", size);
    publish(text, 21, 0);
}

static long place_of_stop(void) {
    const char *text = getenv("JOURNAL_SHIM_AT");
    return text ? atol(text) : 0;
}

static int then(const char *what) {
    const char *text = getenv("JOURNAL_SHIM_THEN");
    return text && strcmp(text, what) == 0;
}

/* Counts; stops where it is to, unless that comes later. Gives whether the disk is full. */
static int enter(const char *kind, int comes_later, int *is_the_one) {
    pthread_mutex_lock(&lock);
    publish(kind, 1, 21 + count);
    long place = ++count, stop = place_of_stop();
    pthread_mutex_unlock(&lock);
    *is_the_one = place == stop;
    if (place == stop && !comes_later) raise(SIGSTOP);
    return then("full") && stop > 0 && place >= stop;
}

ssize_t write(int descriptor, const void *bytes, size_t size) {
    if (!is_journal(descriptor)) return syscall(SYS_write, descriptor, bytes, size);
    if (durable < 0) set_durable(size_of(descriptor));
    int is_the_one, tears = then("tear");
    if (enter("w", tears, &is_the_one)) {
        if (is_the_one) return syscall(SYS_write, descriptor, bytes, size / 2);
        errno = ENOSPC;
        return -1;
    }
    if (!is_the_one || !tears) return syscall(SYS_write, descriptor, bytes, size);
    ssize_t written = syscall(SYS_write, descriptor, bytes, size / 2);
    raise(SIGSTOP);
    return written;
}

int fdatasync(int descriptor) {
    if (!is_journal(descriptor)) return (int)syscall(SYS_fdatasync, descriptor);
    int is_the_one;
    if (enter("s", 0, &is_the_one)) {
        errno = ENOSPC;
        return -1;
    }
    long size = size_of(descriptor);
    int result = (int)syscall(SYS_fdatasync, descriptor);
    if (result == 0) set_durable(size);
    return result;
}

int rename(const char *old, const char *new) {
    const char *name = strrchr(old, '/');
    if (name && strncmp(name, "/journal.", 9) == 0 && access(old, F_OK) == 0) {
        int is_the_one;
        if (enter("r", 0, &is_the_one)) {
            errno = ENOSPC;
            return -1;
        }
    }
    return (int)syscall(SYS_renameat2, AT_FDCWD, old, AT_FDCWD, new, 0);
}
