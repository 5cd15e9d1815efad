#include "format.h"

#include "host.h"
#include "program.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct maker {
    const char *file_system, *program, *package;
    size_t longest_label;
} makers[] = {
    {"ext4", "mkfs.ext4", "e2fsprogs", 16},   {"ext3", "mkfs.ext3", "e2fsprogs", 16},
    {"ext2", "mkfs.ext2", "e2fsprogs", 16},   {"xfs", "mkfs.xfs", "xfsprogs", 12},
    {"btrfs", "mkfs.btrfs", "btrfs-progs", 255},
};

static const struct maker *maker_of(const char *file_system) {
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (strcmp(makers[i].file_system, file_system) == 0) return &makers[i];
    return NULL;
}

int32_t format_check(enlist_call *call, const char *file_system, const char *label) {
    const struct maker *maker = maker_of(file_system);
    if (!maker)
        return fail(call, ENLIST_REFUSED, "choose ext4, ext3, ext2, xfs or btrfs",
            "the file system `%s` is not known here", file_system);
    if (label && (!*label || strlen(label) > maker->longest_label || strpbrk(label, "/\n\t")))
        return fail(call, ENLIST_REFUSED, "choose a shorter `label`, without slashes",
            "`%s` is no label for %s, which has 1 to %zu bytes", label, file_system,
            maker->longest_label);
    return 0;
}

static int32_t lacks(enlist_call *call, const struct maker *maker) {
    char remedy[96];
    snprintf(remedy, sizeof remedy, "install the package %s before this step", maker->package);
    return fail(call, ENLIST_REFUSED, remedy, "there is no %s", maker->program);
}

static int32_t make(
    enlist_call *call, const struct device *device, const struct maker *maker, const char *label) {
    struct program_result result;
    /* Without -F or -f, mkfs.xfs and mkfs.btrfs refuse a device with content, and all of them
     * refuse one that is in use. mke2fs checks for signatures only on a terminal, and overwrites
     * them otherwise (e2fsprogs 1.47, CHECK_FS_EXIST), so none of this replaces the last look. */
    const char *with_label[] = {maker->program, "-L", label, device->path, NULL};
    const char *without_label[] = {maker->program, device->path, NULL};
    const char *const *arguments = label ? with_label : without_label;
    if (host->record(call, "formatting", device->path))
        return fail(call, ENLIST_TRANSIENT, "see whether the disk of the journal is full",
            "it could not be written down that %s is formatted, so it is not", device->name);
    say(call, ENLIST_LOG_INFO, "%s is blank: makes %s there", device->name, maker->file_system);
    host->progress(call, -1, "formatting");
    /* After everything that takes time. The claim cannot be held until mkfs has ended, as mkfs
     * claims the device for itself; the lock can. */
    int32_t failed = device_last_look(call, device);
    if (failed) {
        host->record(call, "formatting", "");
        return failed;
    }
    switch (program_run(call, arguments, 1800, &result)) {
    case PROGRAM_MISSING:
        host->record(call, "formatting", "");
        return lacks(call, maker);
    case PROGRAM_FAILED:
        host->record(call, "formatting", "");
        return fail(call, ENLIST_TRANSIENT, "see what the machine lacks", "%s could not be started: %s",
            maker->program, strerror(errno));
    case PROGRAM_KILLED:
        return fail(call, ENLIST_TIMEOUT, "give the step a longer `timeout`",
            "%s was ended while it formatted %s", maker->program, device->name);
    case PROGRAM_ENDED:
        break;
    }
    if (result.status)
        return fail(call, ENLIST_REFUSED, "run it by hand and see; look for faults in `dmesg`",
            "%s failed with status %d on %s: %s", maker->program, result.status, device->name,
            program_last_words(&result));
    host->record(call, "formatting", "");
    return 0;
}

/* Refuses a device with any content but this file system. */
static int32_t refuse_others(
    enlist_call *call, const struct device *device, const char *file_system,
    const struct content *content) {
    if (content->ambivalent)
        return fail(call, ENLIST_CONFLICT,
            "see `wipefs --no-act`; take away the signature that is not true, or another device",
            "%s has signatures of different sorts", device->name);
    if (*content->partition_table)
        return fail(call, ENLIST_CONFLICT,
            "name one of its partitions (`lsblk` lists them), or another device",
            "%s has a partition table (%s) and is not formatted", device->name,
            content->partition_table);
    if (*content->file_system && strcmp(content->file_system, file_system) != 0)
        return fail(call, ENLIST_CONFLICT,
            "set `file-system` to what is there, or name another device",
            "%s holds %s, not %s, and is not formatted", device->name, content->file_system,
            file_system);
    if (*content->file_system && !*content->uuid)
        return fail(call, ENLIST_CONFLICT, "give it one, by `tune2fs -U random` or the like",
            "the file system on %s has no UUID", device->name);
    return 0;
}

/* Refuses a device that is not blank; `content` is what is on it, if it is this file system. */
static int32_t refuse_written(
    enlist_call *call, const struct device *device, const char *file_system,
    struct content *content) {
    int64_t offset = 0;
    int32_t failed = device_probe(call, device, content);
    if (!failed) failed = refuse_others(call, device, file_system, content);
    if (failed || *content->file_system) return failed;
    if ((failed = device_first_byte(call, device, &offset))) return failed;
    if (offset >= 0) {
        const char *begun = host->recorded(call, "formatting");
        return fail(call, ENLIST_CONFLICT,
            "name another device; or, if nothing on it is needed, `blkdiscard --zeroout` it",
            "%s has no file system that is known, but is not blank (byte %lld is not zero)%s, and is "
            "not formatted", device->name, (long long)offset,
            begun && *begun ? ", as its formatting was cut off" : "");
    }
    if (device_in_use(device))
        return fail(call, ENLIST_BUSY, "see by `lsblk` what uses it, and end that",
            "%s is in use", device->name);
    return 0;
}

int32_t format_require(enlist_call *call, const struct device *device, const char *file_system) {
    const struct maker *maker = maker_of(file_system);
    struct content content = {.file_system = ""};
    int32_t failed = device ? refuse_written(call, device, file_system, &content) : 0;
    /* An existing file system is only mounted. */
    if (failed || *content.file_system || program_is_there(maker->program)) return failed;
    return lacks(call, maker);
}

int32_t format_if_blank(
    enlist_call *call, const struct device *device, const char *file_system, const char *label,
    struct content *content) {
    int lock = -1;
    int32_t failed = refuse_written(call, device, file_system, content);
    if (failed || *content->file_system) return failed;
    if ((failed = device_lock(call, device, &lock))) return failed;
    /* The previous holder of the lock may have created something. */
    failed = refuse_written(call, device, file_system, content);
    if (!failed && !*content->file_system) {
        failed = make(call, device, maker_of(file_system), label);
        if (!failed) failed = device_probe(call, device, content);
        if (!failed) failed = refuse_others(call, device, file_system, content);
        if (!failed && !*content->file_system)
            failed = fail(call, ENLIST_TRANSIENT, "look for faults of the device in `dmesg`",
                "%s was formatted, and nothing is found on it", device->name);
    }
    close(lock);
    return failed;
}
