#include "device.h"

#include "host.h"
#include "nvme.h"
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* The links that udev creates for EBS volumes on instances that have them as NVMe devices. */
#define EBS_BY_SERIAL "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol"

static int is_inside(const char *path, const char *root) {
    size_t length = strlen(root);
    while (length && root[length - 1] == '/') length--;
    return strncmp(path, root, length) == 0 && path[length] == '/';
}

/*
 * Finds a volume by the name of its attachment if there is no such node, as with `/dev/sdf` of a
 * launch template on an image without Amazon's udev rule. Returns 0, or -1 with ENOENT.
 */
static int find_attached(const char *name, char path[PATH_MAX]) {
    char folder[PATH_MAX], place[PATH_MAX];
    int found = strncmp(name, "/dev/", 5) == 0 && !strchr(name + 5, '/')
        && snprintf(folder, sizeof folder, "%s/dev", host->root) < (int)sizeof folder
        && nvme_find(folder, name + 5, place) == 0 && realpath(place, path);
    if (!found) errno = ENOENT;
    return found ? 0 : -1;
}

int32_t device_find(enlist_call *call, const char *name, struct device *device) {
    char place[PATH_MAX], root[PATH_MAX];
    device->name = name;
    if (name[0] != '/' && strncmp(name, "vol-", 4) != 0)
        return fail(call, ENLIST_REFUSED,
            "name it as /dev/xvdf, /dev/disk/by-id/… or vol-0123456789abcdef0",
            "`%s` is neither an absolute path nor a volume's id", name);
    int length = name[0] == '/'
        ? snprintf(place, sizeof place, "%s%s", host->root, name)
        : snprintf(place, sizeof place, "%s" EBS_BY_SERIAL "%s", host->root, name + 4);
    if (length >= (int)sizeof place)
        return fail(call, ENLIST_REFUSED, "name the device", "the path of the device is too long");
    if (!realpath(place, device->path) && (errno != ENOENT || find_attached(name, device->path))) {
        if (errno == ENOENT) return ENLIST_NOT_DONE;
        return fail(call, ENLIST_REFUSED, "look at the path", "%s: %s", name, strerror(errno));
    }
    if (!realpath(host->root, root) || !is_inside(device->path, root))
        return fail(call, ENLIST_REFUSED, "name a device that is inside of it",
            "%s leads to %s, which is outside of %s", name, device->path, host->root);
    struct stat status;
    if (stat(device->path, &status)) return ENLIST_NOT_DONE;
    if (!S_ISBLK(status.st_mode))
        return fail(call, ENLIST_REFUSED, "name a disk or a partition; `lsblk` lists them",
            "%s is no block device", name);
    device->number = status.st_rdev;
    return 0;
}

/* A device can have its node before it can be opened. */
static int can_be_opened(const struct device *device) {
    int file = open(device->path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return errno != ENXIO && errno != ENODEV && errno != ENOMEDIUM && errno != ENOENT;
    off_t size = lseek(file, 0, SEEK_END);
    close(file);
    return size > 0;
}

int32_t device_await(enlist_call *call, const char *name, uint32_t seconds, struct device *device) {
    enum { STEP = 500 };
    char reason[PATH_MAX + 32];
    snprintf(reason, sizeof reason, "until %s is attached", name);
    for (uint64_t waited = 0;; waited += STEP) {
        int32_t found = device_find(call, name, device);
        if (found == 0 && can_be_opened(device)) return 0;
        if (found != 0 && found != ENLIST_NOT_DONE) return found;
        if (waited >= (uint64_t)seconds * 1000)
            return fail(call, ENLIST_NOT_FOUND,
                "attach the volume to this instance, or correct `device`; `lsblk` lists what is there",
                "%s is not there, after %u seconds", name, seconds);
        if (host->wait(call, STEP, reason))
            return fail(call, ENLIST_TIMEOUT, "attach the volume, then do this again",
                "%s is not there yet", name);
    }
}

static void take_value(const char *line, const char *key, char *value, size_t size) {
    size_t length = strlen(key);
    if (strncmp(line, key, length) || line[length] != '=') return;
    size_t used = 0;
    /* A backslash escapes characters that are special to a shell (blkid(8), export). */
    for (line += length + 1; *line && used + 1 < size; line++) {
        if (*line == '\\' && line[1]) line++;
        value[used++] = *line;
    }
    value[used] = 0;
}

int32_t device_probe(enlist_call *call, const struct device *device, struct content *content) {
    const char *arguments[] = {"blkid", "-p", "-o", "export", "--", device->path, NULL};
    struct program_result result;
    memset(content, 0, sizeof *content);
    switch (program_run(call, arguments, 60, &result)) {
    case PROGRAM_MISSING:
        return fail(call, ENLIST_REFUSED, "install the package util-linux", "there is no blkid");
    case PROGRAM_FAILED:
        return fail(call, ENLIST_TRANSIENT, "see what the machine lacks", "blkid could not be started: %s",
            strerror(errno));
    case PROGRAM_KILLED:
        return fail(call, ENLIST_TIMEOUT, "look for faults of the device in `dmesg`",
            "blkid was still reading %s when its time was up", device->name);
    case PROGRAM_ENDED:
        break;
    }
    /* blkid(8): 2 is nothing found (or nothing read: device_first_byte reads too), 8 is too
     * much. */
    content->ambivalent = result.status == 8;
    if (result.status == 2 || result.status == 8) return 0;
    if (result.status != 0)
        return fail(call, ENLIST_TRANSIENT, "look for faults of the device in `dmesg`",
            "blkid failed with status %d on %s: %s", result.status, device->name,
            program_last_words(&result));
    char *rest = result.output;
    for (char *line; (line = strsep(&rest, "\n"));) {
        take_value(line, "TYPE", content->file_system, sizeof content->file_system);
        take_value(line, "UUID", content->uuid, sizeof content->uuid);
        take_value(line, "PTTYPE", content->partition_table, sizeof content->partition_table);
        take_value(line, "LABEL", content->label, sizeof content->label);
        take_value(line, "PART_ENTRY_UUID", content->partition_uuid, sizeof content->partition_uuid);
        take_value(line, "PART_ENTRY_NAME", content->partition_label, sizeof content->partition_label);
    }
    return 0;
}

/* Returns the offset of the first byte from `begin` that is not zero, -1 for none, -2 for an
 * error. */
static int64_t scan(int file, int64_t begin, int64_t end) {
    unsigned char bytes[4096];
    while (begin < end) {
        size_t wanted = end - begin < (int64_t)sizeof bytes ? (size_t)(end - begin) : sizeof bytes;
        ssize_t count = pread(file, bytes, wanted, begin);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return -2;
        for (ssize_t i = 0; i < count; i++)
            if (bytes[i]) return begin + i;
        begin += count;
    }
    return -1;
}

/* Scans the first and the last mebibyte. */
static int64_t scan_edges(int file) {
    const int64_t edge = 1 << 20;
    int64_t size = lseek(file, 0, SEEK_END);
    if (size <= 0) return -2;
    int64_t found = scan(file, 0, size < edge ? size : edge);
    return found == -1 ? scan(file, size < edge ? 0 : size - edge, size) : found;
}

int32_t device_first_byte(enlist_call *call, const struct device *device, int64_t *offset) {
    *offset = -1;
    int file = open(device->path, O_RDONLY | O_CLOEXEC);
    int64_t found = file < 0 ? -2 : scan_edges(file);
    int error = errno;
    if (file >= 0) close(file);
    if (found == -2)
        return fail(call, ENLIST_TRANSIENT, "look for faults of the device in `dmesg`",
            "%s cannot be read: %s", device->name, strerror(error));
    *offset = found;
    return 0;
}

int device_in_use(const struct device *device) {
    /* open(2): on a block device, O_EXCL without O_CREAT fails if it is in use. */
    int file = open(device->path, O_RDONLY | O_EXCL | O_CLOEXEC);
    if (file < 0) return errno == EBUSY;
    close(file);
    return 0;
}

/*
 * The node of the whole disk, also for a partition; empty if sysfs has none. A BSD lock belongs to
 * one node, and all other programs lock this one.
 */
static void disk_path(const struct device *device, char path[PATH_MAX]) {
    char folder[64], uevent[96], line[256], name[224];
    path[0] = 0;
    snprintf(folder, sizeof folder, "/sys/dev/block/%u:%u/", major(device->number),
        minor(device->number));
    snprintf(uevent, sizeof uevent, "%spartition", folder);
    /* The folder of a partition is inside that of its disk. */
    snprintf(uevent, sizeof uevent, "%s%suevent", folder, access(uevent, F_OK) ? "" : "../");
    FILE *file = fopen(uevent, "re");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "DEVNAME=%223s", name) == 1) snprintf(path, PATH_MAX, "/dev/%s", name);
    if (file) fclose(file);
}

static int open_block(const char *path) {
    struct stat status;
    /* For writing, as udev examines a device again when a writer closes it. */
    int file = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0 || (fstat(file, &status) == 0 && S_ISBLK(status.st_mode))) return file;
    close(file);
    errno = ENOTBLK;
    return -1;
}

int32_t device_lock(enlist_call *call, const struct device *device, int *lock) {
    enum { STEP = 200, PATIENCE = 10000 };
    char path[PATH_MAX], reason[PATH_MAX + 48];
    disk_path(device, path);
    *lock = *path ? open_block(path) : -1;
    /* Without such a node, as in a container, other programs have the node that the pipeline
     * names. */
    if (*lock < 0) *lock = open_block(device->path);
    if (*lock < 0)
        return fail(call, errno == EBUSY ? ENLIST_BUSY : ENLIST_REFUSED,
            "see whether it is write-protected (`lsblk -o +RO`), and what uses it",
            "%s cannot be opened for writing: %s", device->name, strerror(errno));
    snprintf(reason, sizeof reason, "until nobody else works on %s", device->name);
    for (int waited = 0; flock(*lock, LOCK_EX | LOCK_NB); waited += STEP) {
        int error = errno;
        int cut_off = 0;
        if ((error == EWOULDBLOCK || error == EINTR) && waited < PATIENCE) {
            if (!(cut_off = host->wait(call, STEP, reason))) continue;
        }
        close(*lock);
        if (cut_off)
            return fail(call, ENLIST_TIMEOUT, "do this again when that has ended",
                "another program still works on %s", device->name);
        return fail(call, ENLIST_BUSY, "see by `lslocks` which, and let it end",
            "another program works on %s and has locked it", device->name);
    }
    return 0;
}

int32_t device_last_look(enlist_call *call, const struct device *device) {
    struct stat status;
    /* open(2): on a block device, O_EXCL without O_CREAT claims it; a mount does the same. */
    int file = open(device->path, O_RDONLY | O_EXCL | O_CLOEXEC);
    if (file < 0)
        return fail(call, errno == EBUSY ? ENLIST_BUSY : ENLIST_TRANSIENT,
            "see by `lsblk` what uses it, and end that", "%s cannot be opened exclusively: %s",
            device->name, strerror(errno));
    int same = fstat(file, &status) == 0 && S_ISBLK(status.st_mode)
        && status.st_rdev == device->number;
    /* A volume that is attached to several instances may have been written by another one. */
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    int64_t found = same ? scan_edges(file) : -1;
    int error = errno;
    close(file);
    if (!same)
        return fail(call, ENLIST_CONFLICT, "name it by something that stays, as its serial number",
            "%s has become another device", device->name);
    if (found == -2)
        return fail(call, ENLIST_TRANSIENT, "look for faults of the device in `dmesg`",
            "%s cannot be read: %s", device->name, strerror(error));
    if (found >= 0)
        return fail(call, ENLIST_CONFLICT, "see who uses it; name another device, or do this again",
            "somebody has written to %s in this moment (byte %lld is not zero any more), and it is "
            "not formatted", device->name, (long long)found);
    return 0;
}
