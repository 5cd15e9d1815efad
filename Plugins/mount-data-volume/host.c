#include "host.h"

#include <stdarg.h>
#include <stdio.h>

const enlist_host *host;

int32_t fail(enlist_call *call, int32_t failure_class, const char *remedy, const char *format, ...) {
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return host->fail(call, failure_class, text, remedy);
}

void say(enlist_call *call, int32_t level, const char *format, ...) {
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    host->log(call, level, text);
}
