/* The host's table, and sentences for it. */
#ifndef HOST_H
#define HOST_H

#include "enlist_plugin.h"

extern const enlist_host *host;

/* Fails the step with what happened, in the words of printf. Returns what `host->fail` returns. */
int32_t fail(enlist_call *call, int32_t failure_class, const char *remedy, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Says something to whoever watches. */
void say(enlist_call *call, int32_t level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
