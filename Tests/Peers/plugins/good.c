/* A plugin that shows what a plugin can do; made with the header of any revision. */
#include "enlist_plugin.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const enlist_host *host;

static int32_t everything(
    enlist_call *call, const char *text, int64_t number, uint32_t small, double real, uint8_t flag,
    const char *const *list, const char *json, const uint8_t *bytes, size_t length,
    const char *optional, const char *hostname) {
    char line[512];
    size_t count = 0;
    while (list[count]) count++;
    snprintf(line, sizeof line, "%s %lld %u %g %d %zu %s %zu/%u %s %s", text, (long long)number, small,
        real, flag, count, json, length, length ? bytes[0] : 0, optional ? optional : "nothing",
        hostname);
    host->log(call, ENLIST_LOG_DEBUG, "at the bottom");
    host->log(call, ENLIST_LOG_INFO, "one\ntwo");
    host->log(call, ENLIST_LOG_WARNING, "take care");
    host->progress(call, 0.25, "a quarter");
    if (host->wait(call, 1, "a moment")) return host->fail(call, ENLIST_TIMEOUT, "cut off", "wait");
    host->give_json(call, "port", "8080");
    if (host->fact(call, "stack.id")) return host->fail(call, ENLIST_REFUSED, "read too much", "x");
    return host->give(call, "line", line);
}

/* A folder that is there or not, made and removed. */
static int32_t make_folder(enlist_call *call, const char *path) {
    char command[512];
    if (host->record(call, "made", path)) return host->fail(call, ENLIST_BUSY, "no record", "x");
    snprintf(command, sizeof command, "mkdir '%s'", path);
    return system(command) ? host->fail(call, ENLIST_CONFLICT, "it is there", "remove it") : 0;
}

static int32_t has_folder(enlist_call *call, const char *path) {
    char command[512];
    (void)call;
    snprintf(command, sizeof command, "test -d '%s'", path);
    return system(command) ? ENLIST_NOT_DONE : 0;
}

static int32_t remove_folder(enlist_call *call, const char *path) {
    char command[512];
    const char *made = host->recorded(call, "made");
    if (!made) return 0;
    if (strcmp(made, path)) return host->fail(call, ENLIST_REFUSED, "another folder", "look");
    snprintf(command, sizeof command, "rmdir '%s'", path);
    return system(command) ? 9 : 0;
}

static int64_t count(const char *text) { return (int64_t)strlen(text); }

static int32_t fail_as(enlist_call *call, int32_t failure_class) {
    return host->fail(call, failure_class, "it did not work", "do it better");
}

static int32_t be_patient(enlist_call *call) {
    if (!host->wait(call, 60000, "forever")) return 0;
    host->log(call, ENLIST_LOG_INFO, "tidied up");
    return host->fail(call, ENLIST_TIMEOUT, "was waiting for nothing", "wait for something");
}

/* What is joined, and left again: a file. */
static int32_t has_place(enlist_call *call, const char *path, const char *note) {
    char folder[512];
    snprintf(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = 0;
    if (host->record(call, "looked", note) == 0)
        return host->fail(call, ENLIST_REFUSED, "who only looks could record", "look");
    if (!strcmp(note, "odd")) host->log(call, ENLIST_LOG_WARNING, "the note is odd");
    return access(folder, W_OK) == 0
        ? 0 : host->fail(call, ENLIST_NOT_FOUND, "there is no place for the file", "make its folder");
}

static int32_t join_club(enlist_call *call, const char *path, const char *note) {
    FILE *file = path[0] == '/' ? fopen(path, "w") : NULL;
    if (!file) return host->fail(call, ENLIST_REFUSED, "it cannot be written", "look");
    fputs(note, file);
    return fclose(file);
}

static int32_t leave_club(enlist_call *call, const char *path) {
    if (path[0] != '/') return host->fail(call, ENLIST_REFUSED, "it is no path", "look");
    if (strstr(path, "/stuck")) return host->fail(call, ENLIST_REFUSED, "it is stuck", "pull");
    if (remove(path) == 0) host->log(call, ENLIST_LOG_INFO, "left the club");
    return 0;
}

#define P(name, type, value) {sizeof(enlist_parameter), 0, name, type, value, "the " name}
static const enlist_parameter everything_parameters[] = {
    P("text", "str", NULL),          P("number", "i64", "-7"),      P("small", "u32", "3"),
    P("real", "f64", "0.5"),         P("flag", "bool", "true"),     P("list", "list(str)", "[\"a\"]"),
    P("json", "json", "{\"k\": 1}"), P("bytes", "bytes", "\"AB\""), P("optional", "str", "null"),
};
static const enlist_parameter path[] = {P("path", "str", NULL)};
static const enlist_parameter text[] = {P("text", "str", NULL)};
static const enlist_parameter failure_class[] = {P("class", "i32", NULL)};
static const enlist_parameter club[] = {P("path", "str", NULL), P("note", "str", "\"\"")};
static const char *const leave_clubs[] = {"leave-club", NULL};
static const char *const needs[] = {"hostname", NULL};
static const char *const gives[] = {"line", "port", NULL};
static const char *const length[] = {"length", NULL};

static const enlist_step steps[] = {
    {.size = sizeof(enlist_step), .kind = "everything", .summary = "Takes one of each type",
     .parameter_count = 9, .parameters = everything_parameters, .needs = needs, .gives = gives,
     .signature = "call, text:str, number:i64, small:u32, real:f64, flag:bool, list:list(str), "
                  "json:json, bytes:bytes, optional:str, hostname:str -> status",
     .run = (enlist_function)everything, .plan_text = "takes ${text} and ${number}"},
    {.size = sizeof(enlist_step), .kind = "make-folder", .summary = "Makes a folder",
     .parameter_count = 1, .parameters = path, .signature = "call, path:str -> status",
     .run = (enlist_function)make_folder, .check = (enlist_function)has_folder,
     .revert = (enlist_function)remove_folder},
    {.size = sizeof(enlist_step), .kind = "count", .summary = "Counts the bytes of a text",
     .parameter_count = 1, .parameters = text, .gives = length, .signature = "text:str -> i64",
     .run = (enlist_function)count},
    {.size = sizeof(enlist_step), .kind = "fail-as", .summary = "Fails", .parameter_count = 1,
     .parameters = failure_class, .signature = "call, class:i32 -> status",
     .run = (enlist_function)fail_as},
    {.size = sizeof(enlist_step), .kind = "be-patient", .summary = "Waits",
     .signature = "call -> status", .run = (enlist_function)be_patient},
#if ENLIST_PLUGIN_ABI >= 2
    {.size = sizeof(enlist_step), .kind = "in-a-hurry", .summary = "Waits, but not for long",
     .signature = "call -> status", .run = (enlist_function)be_patient, .timeout_ms = 100},
#endif
#if ENLIST_PLUGIN_ABI >= 3
    {.size = sizeof(enlist_step), .kind = "join-club", .summary = "Joins by a file",
     .parameter_count = 2, .parameters = club, .signature = "call, path:str, note:str -> status",
     .run = (enlist_function)join_club, .require = (enlist_function)has_place,
     .leaving = leave_clubs},
    {.size = sizeof(enlist_step), .kind = "leave-club", .summary = "Leaves what was joined by a file",
     .parameter_count = 1, .parameters = club, .signature = "call, path:str -> status",
     .run = (enlist_function)leave_club},
#endif
};

static const enlist_plugin plugin = {
    .size = sizeof(enlist_plugin), .abi = ENLIST_PLUGIN_ABI, .abi_least = 1, .name = "good",
    .version = "1.0", .step_count = sizeof steps / sizeof *steps, .steps = steps,
};

ENLIST_PLUGIN_EXPORT const enlist_plugin *enlist_plugin_entry_v1(const enlist_host *table) {
    host = table;
    return &plugin;
}
