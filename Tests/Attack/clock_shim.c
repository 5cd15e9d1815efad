/*
 * Preloaded into enlist: its wall clock is wrong, and jumps.
 *
 * CLOCK_SHIM_OFFSET  seconds that the clock is ahead at first
 * CLOCK_SHIM_JUMP    seconds that it is ahead after CLOCK_SHIM_AFTER looks at it
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static atomic_long looks;

static long number(const char *name) {
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : 0;
}

static long ahead(void) {
    long look = atomic_fetch_add(&looks, 1);
    return number(look < number("CLOCK_SHIM_AFTER") ? "CLOCK_SHIM_OFFSET" : "CLOCK_SHIM_JUMP");
}

int clock_gettime(clockid_t clock, struct timespec *at) {
    int result = (int)syscall(SYS_clock_gettime, clock, at);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += ahead();
    return result;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
    (void)zone;
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
