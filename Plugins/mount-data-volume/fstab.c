#include "fstab.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* A path as a field: separators are written in octal. */
static void escape(const char *text, char *field, size_t size) {
    size_t used = 0;
    for (; *text && used + 5 < size; text++) {
        if (*text == ' ' || *text == '\\' || *text == '#')
            used += (size_t)snprintf(field + used, size - used, "\\%03o", (unsigned char)*text);
        else
            field[used++] = *text;
    }
    field[used] = 0;
}

void fstab_line(const struct fstab_entry *entry, char line[FSTAB_LINE]) {
    char at[2 * PATH_MAX];
    escape(entry->at, at, sizeof at);
    /* The last field: e2fsck checks its file systems at boot, the others need no program for it. */
    snprintf(line, FSTAB_LINE, "UUID=%s %s %s %s,%s 0 %d", entry->uuid, at, entry->file_system,
        entry->options, FSTAB_MARK, strncmp(entry->file_system, "ext", 3) == 0 ? 2 : 0);
}

/* The file's path and its text, which the caller frees; NULL with `errno`. A missing file is an
 * empty one. */
static char *read_file(const char *root, char path[PATH_MAX], struct stat *status) {
    snprintf(path, PATH_MAX, "%s/etc/fstab", root);
    memset(status, 0, sizeof *status);
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return errno == ENOENT ? strdup("") : NULL;
    if (fstat(file, status) || !S_ISREG(status->st_mode)) {
        close(file);
        errno = EINVAL;
        return NULL;
    }
    size_t size = (size_t)status->st_size, length = 0;
    char *text = malloc(size + 1);
    ssize_t count = 1;
    while (text && length < size && (count = read(file, text + length, size - length)) > 0)
        length += (size_t)count;
    if (text) text[length] = 0;
    /* A text that contains a zero byte would lose everything after it. */
    if (text && (count < 0 || strlen(text) != size)) {
        free(text);
        text = NULL;
        errno = count < 0 ? errno : EINVAL;
    }
    close(file);
    return text;
}

/* The length of the line that begins here, without its line break. */
static size_t line_length(const char *text) { return strcspn(text, "\n"); }

/* Copies a field of a line, counted from 0; empty if it has fewer fields. */
static void field(const char *line, int number, char *value, size_t size) {
    size_t length = 0;
    for (line += strspn(line, " \t");; line += length, line += strspn(line, " \t")) {
        length = strcspn(line, " \t\n");
        if (number-- == 0 || length == 0) break;
    }
    snprintf(value, size, "%.*s", (int)length, line);
}

static int is_marked(const char *options) {
    const size_t length = strlen(FSTAB_MARK);
    for (const char *option = options; option; option = strchr(option, ',')) {
        option += *option == ',';
        if (strncmp(option, FSTAB_MARK, length) == 0 && (!option[length] || option[length] == ','))
            return 1;
    }
    return 0;
}

/* Decodes a field's octal escapes, in place. */
static void unescape(char *field) {
    char *end = field;
    for (const char *byte = field; *byte; end++) {
        int digits = byte[0] == '\\' && strspn(byte + 1, "01234567") >= 3;
        *end = digits ? (char)((byte[1] - '0') * 64 + (byte[2] - '0') * 8 + byte[3] - '0') : *byte;
        byte += digits ? 4 : 1;
    }
    *end = 0;
}

static int hex_digit(char digit) {
    const char *digits = "0123456789abcdef0123456789ABCDEF", *place = strchr(digits, digit);
    return digit && place ? (int)(place - digits) % 16 : -1;
}

/* Decodes a name below /dev/disk/by-…, in place: udev writes a byte that such a name must not have
 * as `\\xHH` (systemd's `encode_devnode_name`), a space in a label among them. */
static void decode_name(char *name) {
    char *end = name;
    for (const char *byte = name; *byte; end++) {
        int high = byte[0] == '\\' && byte[1] == 'x' ? hex_digit(byte[2]) : -1;
        int low = high >= 0 ? hex_digit(byte[3]) : -1;
        *end = low >= 0 ? (char)(high * 16 + low) : *byte;
        byte += low >= 0 ? 4 : 1;
    }
    *end = 0;
}

/* Whether a folder's field means `at`, with or without a slash at its end. */
static int is_folder(char *field, const char *at) {
    unescape(field);
    size_t length = strlen(field);
    while (length > 1 && field[length - 1] == '/') field[--length] = 0;
    return strcmp(field, at) == 0;
}

/* Whether the first field of a line means the entry's device: by a tag, quoted or not, or by a
 * path. */
static int is_device(const char *root, const struct fstab_entry *entry, char *field) {
    const struct {
        const char *tag, *folder, *value;
        int has_any_case;
    } names[] = {
        {"UUID=", "/dev/disk/by-uuid/", entry->uuid, 1},
        {"LABEL=", "/dev/disk/by-label/", entry->label, 0},
        {"PARTUUID=", "/dev/disk/by-partuuid/", entry->partition_uuid, 1},
        {"PARTLABEL=", "/dev/disk/by-partlabel/", entry->partition_label, 0},
    };
    char path[FSTAB_LINE + PATH_MAX];
    struct stat status;
    unescape(field);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t tag = strlen(names[i].tag), folder = strlen(names[i].folder);
        char name[FSTAB_LINE], *value = NULL;
        if (strncmp(field, names[i].tag, tag) == 0) {
            snprintf(name, sizeof name, "%s", field + tag);
            value = name;
            size_t length = strlen(value);
            if (length > 1 && strchr("\"'", *value) && value[length - 1] == *value) {
                value[length - 1] = 0;
                value++;
            }
        } else if (strncmp(field, names[i].folder, folder) == 0) {
            snprintf(name, sizeof name, "%s", field + folder);
            decode_name(name);
            value = name;
        }
        if (!value || !*names[i].value) continue;
        if ((names[i].has_any_case ? strcasecmp : strcmp)(value, names[i].value) == 0) return 1;
    }
    if (field[0] != '/' || !entry->number) return 0;
    snprintf(path, sizeof path, "%s%s", strcmp(root, "/") ? root : "", field);
    return stat(path, &status) == 0 && S_ISBLK(status.st_mode) && status.st_rdev == entry->number;
}

enum fstab_state fstab_look(
    const char *root, const struct fstab_entry *entry, char found[FSTAB_LINE]) {
    char path[PATH_MAX], wanted[FSTAB_LINE], value[FSTAB_LINE];
    struct stat status;
    char *text = read_file(root, path, &status);
    enum fstab_state state = FSTAB_ABSENT;
    found[0] = 0;
    if (!text) return FSTAB_UNREADABLE;
    fstab_line(entry, wanted);
    for (const char *line = text; *line && state == FSTAB_ABSENT;) {
        size_t length = line_length(line);
        field(line, 1, value, sizeof value);
        if (line[strspn(line, " \t")] != '#' && is_folder(value, entry->at)) {
            snprintf(found, FSTAB_LINE, "%.*s", (int)length, line);
            field(line, 3, value, sizeof value);
            if (strcmp(found, wanted) == 0) {
                state = FSTAB_THERE;
            } else if (is_marked(value)) {
                state = FSTAB_DIFFERENT;
            } else {
                field(line, 0, value, sizeof value);
                state = is_device(root, entry, value) ? FSTAB_FOREIGN_SAME : FSTAB_FOREIGN;
            }
        }
        line += length;
        line += *line == '\n';
    }
    free(text);
    return state;
}

/* Writes everything, and waits until it is on the disk. */
static int write_all(int file, const char *text) {
    size_t length = strlen(text);
    while (length) {
        ssize_t count = write(file, text, length);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return -1;
        text += count;
        length -= (size_t)count;
    }
    return fsync(file);
}

/* Replaces the file, whose previous state is `former`, by a text. */
static int replace_file(
    const char *root, const char *path, const struct stat *former, const char *text) {
    char folder[PATH_MAX], temporary[PATH_MAX];
    struct stat now;
    snprintf(folder, sizeof folder, "%s/etc", root);
    if (snprintf(temporary, sizeof temporary, "%s/.fstab.enlist-XXXXXX", folder)
        >= (int)sizeof temporary) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (!former->st_ino && mkdir(folder, 0755) && errno != EEXIST) return -1;
    int file = mkostemp(temporary, O_CLOEXEC);
    if (file < 0) return -1;
    int failed = write_all(file, text)
        || fchmod(file, former->st_ino ? former->st_mode & 07777 : 0644)
        || (former->st_ino && fchown(file, former->st_uid, former->st_gid));
    if (!failed) {
        memset(&now, 0, sizeof now);
        lstat(path, &now);
        failed = now.st_ino != former->st_ino || now.st_size != former->st_size
            || now.st_mtim.tv_sec != former->st_mtim.tv_sec
            || now.st_mtim.tv_nsec != former->st_mtim.tv_nsec;
        if (failed) errno = EBUSY;
    }
    failed = failed || rename(temporary, path);
    int error = errno;
    if (failed) unlink(temporary);
    close(file);
    int directory = failed ? -1 : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        fsync(directory);
        close(directory);
    }
    errno = error;
    return failed ? -1 : 0;
}

int fstab_replace(const char *root, const char *former, const char *line) {
    char path[PATH_MAX];
    struct stat status;
    char *text = read_file(root, path, &status);
    if (!text) return -1;
    size_t length = strlen(text);
    char *begin = text + length, *rest = begin;
    if (former) {
        for (begin = text; *begin; begin = rest) {
            size_t size = line_length(begin);
            rest = begin + size + (begin[size] == '\n');
            if (size == strlen(former) && strncmp(begin, former, size) == 0) break;
        }
        if (!*begin) {
            free(text);
            return 0;
        }
    }
    const char *gap = begin > text && begin[-1] != '\n' ? "\n" : "";
    size_t size = length + (line ? strlen(line) : 0) + 3;
    char *changed = malloc(size);
    int failed = -1;
    if (changed) {
        snprintf(changed, size, "%.*s%s%s%s%s", (int)(begin - text), text, gap, line ? line : "",
            line ? "\n" : "", rest);
        failed = replace_file(root, path, &status, changed);
    }
    int error = errno;
    free(changed);
    free(text);
    errno = error;
    return failed;
}
