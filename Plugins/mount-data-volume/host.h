/* The host's table, and helpers for messages. */
#ifndef HOST_H
#define HOST_H

#include "enlist_plugin.h"

extern const enlist_host *host;

/* Fails the step with a message in the format of printf. Returns what `host->fail` returns. */
int32_t fail(enlist_call *call, int32_t failure_class, const char *remedy, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Logs a message. */
void say(enlist_call *call, int32_t level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
