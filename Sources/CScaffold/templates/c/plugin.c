/*
 * The plugin @NAME@: as a start, one step that writes a file. enlist_plugin.h describes everything
 * that a plugin can do.
 */
#define _POSIX_C_SOURCE 200809L
#include "enlist_plugin.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const enlist_host *host;

/* The path below the folder that stands for `/`; returns 0 if it is too long. */
static int place(char *room, size_t size, const char *path) {
    const char *root = host->abi >= 2 ? host->root : "/";
    int length = snprintf(room, size, "%s%s", strcmp(root, "/") ? root : "", path);
    return length > 0 && (size_t)length < size;
}

static int32_t refuse(enlist_call *call, const char *what, const char *path) {
    char text[512];
    snprintf(text, sizeof text, "%s %.300s: %s", what, path, strerror(errno));
    return host->fail(call, ENLIST_REFUSED, text, "look at the path, and at who may write there");
}

/* Whether the file has this text. */
static int has_text(const char *file, const char *text) {
    size_t length = strlen(text);
    FILE *stream = fopen(file, "r");
    size_t same = 0;
    int byte;
    if (!stream) return 0;
    while ((byte = getc(stream)) != EOF && same < length && byte == (unsigned char)text[same]) same++;
    fclose(stream);
    return byte == EOF && same == length;
}

static int32_t check(enlist_call *call, const char *path, const char *text) {
    char file[4096];
    (void)call;
    return place(file, sizeof file, path) && has_text(file, text) ? 0 : ENLIST_NOT_DONE;
}

static int32_t run(enlist_call *call, const char *path, const char *text) {
    char file[4096], temporary[4096], folder[4096];
    char *slash;
    FILE *stream;
    if (path[0] != '/' || !place(file, sizeof file, path) || !place(temporary, sizeof temporary - 5, path))
        return host->fail(call, ENLIST_REFUSED, "the path is not absolute, or too long", "shorten it");
    if (has_text(file, text)) return 0;
    if (access(file, F_OK) == 0)
        return host->fail(call, ENLIST_CONFLICT, "there is another file already", "remove it");

    strcpy(folder, file);
    slash = strrchr(folder, '/');
    *slash = 0;
    if (mkdir(folder, 0755) && errno != EEXIST) return refuse(call, "cannot make", folder);
    /* Before the effect: `revert` relies on it, even if this process ends right after it. */
    if (host->record(call, "wrote", path))
        return host->fail(call, ENLIST_BUSY, "the effect could not be recorded", "look at the disk");
    strcat(temporary, ".new");
    stream = fopen(temporary, "w");
    if (!stream) return refuse(call, "cannot write", temporary);
    if (fputs(text, stream) < 0 || fclose(stream) || rename(temporary, file)) {
        unlink(temporary);
        return refuse(call, "cannot write", file);
    }
    host->log(call, ENLIST_LOG_INFO, "wrote it");
    return 0;
}

static int32_t revert(enlist_call *call, const char *path, const char *text) {
    char file[4096];
    const char *written = host->recorded(call, "wrote");
    (void)text;
    if (!written || strcmp(written, path)) return 0;
    if (place(file, sizeof file, path) && unlink(file) && errno != ENOENT)
        return refuse(call, "cannot remove", file);
    return 0;
}

static const enlist_parameter parameters[] = {
    {sizeof(enlist_parameter), 0, "path", "str", NULL, "the file, by its absolute path"},
    {sizeof(enlist_parameter), 0, "text", "str", "\"\"", "what is to be in it"},
};

static const enlist_step steps[] = {{
    .size = sizeof(enlist_step),
    .kind = "@NAME@",
    .summary = "Writes a file",
    .parameter_count = 2,
    .parameters = parameters,
    .signature = "call, path:str, text:str -> status",
    .run = (enlist_function)run,
    .check = (enlist_function)check,
    .revert = (enlist_function)revert,
    .plan_text = "writes ${path}",
}};

static const enlist_plugin plugin = {
    .size = sizeof(enlist_plugin),
    .abi = ENLIST_PLUGIN_ABI,
    .abi_least = 1,
    .step_count = sizeof steps / sizeof *steps,
    .name = "@NAME@",
    .version = "0.1.0",
    .steps = steps,
};

ENLIST_PLUGIN_EXPORT const enlist_plugin *enlist_plugin_entry_v1(const enlist_host *table) {
    host = table;
    return &plugin;
}
