#include "folder.h"

#include "host.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

int folder_is_sound(const char *at) {
    if (at[0] != '/' || !at[1]) return 0;
    for (const char *byte = at; *byte; byte++)
        if ((unsigned char)*byte < 32 || *byte == 127) return 0;
    for (const char *part = at; *part;) {
        part++;
        size_t length = strcspn(part, "/");
        if (length == 0 || strncmp(part, ".", length) == 0 || strncmp(part, "..", length) == 0)
            return 0;
        part += length;
    }
    return 1;
}

int folder_path(const char *at, char path[PATH_MAX]) {
    char root[PATH_MAX];
    if (!realpath(host->root, root)) return -1;
    return snprintf(path, PATH_MAX, "%s%s", strcmp(root, "/") ? root : "", at) >= PATH_MAX ? -1 : 0;
}

/*
 * Opens the path in the first `length` bytes of `at` below the host's root, through folders only,
 * and creates missing ones if `make` is set. Returns the last one, opened with O_PATH, or -1 with
 * `errno`.
 */
static int go(const char *at, size_t length, int make) {
    const char *end = at + length;
    int folder = open(host->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    while (at < end && folder >= 0) {
        char part[NAME_MAX + 1];
        size_t size = strcspn(++at, "/");
        int next = -1;
        if (size > NAME_MAX) {
            errno = ENAMETOOLONG;
        } else {
            memcpy(part, at, size);
            part[size] = 0;
            if (!make || mkdirat(folder, part, 0755) == 0 || errno == EEXIST)
                next = openat(folder, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        }
        int error = errno;
        close(folder);
        errno = error;
        folder = next;
        at += size;
    }
    return folder;
}

static int32_t cannot_be_made(enlist_call *call, const char *at) {
    /* With O_NOFOLLOW a symbolic link is not a folder, so both have the same error. */
    return fail(call, errno == ENOTDIR ? ENLIST_CONFLICT : ENLIST_REFUSED,
        "choose a path of folders only; of a symbolic link name the folder that it leads to",
        "the folder %s cannot be made: %s", at, strerror(errno));
}

int32_t folder_make(enlist_call *call, const char *at, int *folder) {
    *folder = go(at, strlen(at), 1);
    return *folder < 0 ? cannot_be_made(call, at) : 0;
}

int32_t folder_look(enlist_call *call, const char *at, int *folder) {
    *folder = go(at, strlen(at), 0);
    return *folder < 0 && errno != ENOENT ? cannot_be_made(call, at) : 0;
}

void folder_remove(const char *at) {
    const char *name = strrchr(at, '/');
    int above = name ? go(at, (size_t)(name - at), 0) : -1;
    if (above < 0) return;
    unlinkat(above, name + 1, AT_REMOVEDIR);
    close(above);
}

int folder_is_empty(int folder) {
    int file = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = file < 0 ? NULL : fdopendir(file);
    int empty = 1;
    if (!entries) return 0;
    for (struct dirent *entry; empty && (entry = readdir(entries));)
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    closedir(entries);
    return empty;
}

/* Decodes `\040` and the other escapes of mountinfo. */
static void unescape(char *text) {
    char *to = text;
    for (char *from = text; *from; to++) {
        unsigned code;
        if (*from == '\\' && sscanf(from + 1, "%3o", &code) == 1) {
            *to = (char)code;
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = 0;
}

/* A line of /proc/self/mountinfo (proc(5)): 36 35 98:0 /in /mnt rw,noatime master:1 - ext3 /dev/x rw */
struct mount_line {
    char *path, *source;
    dev_t number;
};

static int read_line(char *text, struct mount_line *line) {
    unsigned major_number, minor_number;
    char *tail = strstr(text, " - ");
    if (!tail || sscanf(text, "%*s %*s %u:%u", &major_number, &minor_number) != 2) return -1;
    line->number = makedev(major_number, minor_number);
    *tail = 0;
    tail += 3;
    for (int field = 0; field < 4; field++)
        if (!strsep(&text, " ")) return -1;
    line->path = strsep(&text, " ");
    strsep(&tail, " ");
    line->source = strsep(&tail, " ");
    if (!line->path || !line->source) return -1;
    unescape(line->path);
    unescape(line->source);
    return 0;
}

static int is_of(const struct mount_line *line, const struct device *device) {
    struct stat status;
    /* Mounts of btrfs have their own device number, and name the device. */
    return line->number == device->number
        || (line->source[0] == '/' && stat(line->source, &status) == 0 && S_ISBLK(status.st_mode)
            && status.st_rdev == device->number);
}

/* Calls `visit` for each mount until it returns a number other than 0, and returns that number. */
static int each_mount(int (*visit)(const struct mount_line *, void *), void *context) {
    FILE *file = fopen("/proc/self/mountinfo", "re");
    char *text = NULL;
    size_t size = 0;
    int answer = 0;
    while (file && !answer && getline(&text, &size, file) > 0) {
        struct mount_line line;
        if (read_line(text, &line) == 0) answer = visit(&line, context);
    }
    free(text);
    if (file) fclose(file);
    return answer;
}

struct search {
    const char *path;
    const struct device *device;
    char *found;
    enum mounted mounted;
};

static int look_at_path(const struct mount_line *line, void *context) {
    struct search *search = context;
    if (strcmp(line->path, search->path) == 0) {
        search->mounted = is_of(line, search->device) ? MOUNTED_DEVICE : MOUNTED_OTHER;
        snprintf(search->found, PATH_MAX, "%s", line->source);
    }
    /* Of several mounts at one path, the last is on top. */
    return 0;
}

static int look_at_device(const struct mount_line *line, void *context) {
    struct search *search = context;
    if (!is_of(line, search->device)) return 0;
    snprintf(search->found, PATH_MAX, "%s", line->path);
    return 1;
}

enum mounted folder_mounted(const char *path, const struct device *device, char source[PATH_MAX]) {
    struct search search = {path, device, source, MOUNTED_NOTHING};
    each_mount(look_at_path, &search);
    return search.mounted;
}

int folder_of_device(const struct device *device, char path[PATH_MAX]) {
    struct search search = {NULL, device, path, MOUNTED_NOTHING};
    return each_mount(look_at_device, &search);
}
