/* The plugin `mount-data-volume`: its only step, and the order of its actions. */
#include "device.h"
#include "folder.h"
#include "format.h"
#include "fstab.h"
#include "host.h"
#include "program.h"

#include <errno.h>
#include <string.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The names of records: what this run has done, and so may undo. */
#define RECORD_FOLDER "folder"
#define RECORD_MOUNT "mounted"
#define RECORD_LINE "fstab-line"
#define RECORD_FORMER "fstab-former"

static int32_t note(enlist_call *call, const char *name, const char *text) {
    if (!host->record(call, name, text)) return 0;
    return fail(call, ENLIST_TRANSIENT, "see whether the disk of the journal is full",
        "it could not be written down what is about to be done, so it is not done");
}

static int32_t check_parameters(
    enlist_call *call, const char *at, const char *file_system, const char *options,
    const char *label) {
    if (!folder_is_sound(at))
        return fail(call, ENLIST_REFUSED, "write it as /srv/data",
            "`at` is no plain absolute path of a folder: %s", at);
    if (!*options || strpbrk(options, " \t\n\\#") || strlen(options) > 2048)
        return fail(call, ENLIST_REFUSED, "write them as in fstab: `defaults,nofail`",
            "`options` has a character that fstab cannot have there, or is empty");
    return format_check(call, file_system, label);
}

static int32_t fstab_failed(enlist_call *call, const char *what) {
    return fail(call, errno == EBUSY ? ENLIST_BUSY : ENLIST_REFUSED,
        "see that /etc/fstab is a regular file on a disk that can be written",
        "/etc/fstab cannot be %s: %s", what,
        errno == EBUSY ? "somebody else has changed it meanwhile" : strerror(errno));
}

/* systemd generates units from the file's lines, and ends a mount whose unit is out of date. */
static void tell_systemd(enlist_call *call) {
    const char *arguments[] = {"systemctl", "daemon-reload", NULL};
    struct program_result result;
    struct stat status;
    if (strcmp(host->root, "/") || stat("/run/systemd/system", &status)) return;
    if (program_run(call, arguments, 60, &result) != PROGRAM_ENDED || result.status)
        say(call, ENLIST_LOG_WARNING, "systemctl daemon-reload failed: %s",
            program_last_words(&result));
}

static struct fstab_entry entry_of(
    const struct device *device, const struct content *content, const char *at,
    const char *file_system, const char *options) {
    return (struct fstab_entry){
        content->uuid, at, file_system, options, content->label, content->partition_uuid,
        content->partition_label, device->number};
}

static int32_t foreign_line(enlist_call *call, const char *at, const char *found) {
    return fail(call, ENLIST_CONFLICT, "take that line out, or choose another `at`",
        "/etc/fstab mounts something else at %s: %s", at, found);
}

static int32_t put_into_fstab(enlist_call *call, const struct fstab_entry *entry) {
    char found[FSTAB_LINE], line[FSTAB_LINE];
    const char *former = NULL;
    fstab_line(entry, line);
    switch (fstab_look(host->root, entry, found)) {
    case FSTAB_THERE:
    case FSTAB_FOREIGN_SAME:
        return 0;
    case FSTAB_UNREADABLE:
        return fstab_failed(call, "read");
    case FSTAB_FOREIGN:
        return foreign_line(call, entry->at, found);
    case FSTAB_DIFFERENT:
        former = found;
        break;
    case FSTAB_ABSENT:
        break;
    }
    if (note(call, RECORD_FORMER, former ? former : "") || note(call, RECORD_LINE, line)) return -1;
    if (fstab_replace(host->root, former, line)) return fstab_failed(call, "written");
    tell_systemd(call);
    return 0;
}

/* Refuses a folder or a device that is already in use. */
static int32_t refuse_taken(
    enlist_call *call, const struct device *device, const char *at, int folder) {
    char place[PATH_MAX];
    if (folder >= 0 && !folder_is_empty(folder))
        return fail(call, ENLIST_CONFLICT, "move what is in it elsewhere, or choose another `at`",
            "the folder %s is not empty, and what is in it would be hidden", at);
    if (folder_of_device(device, place))
        return fail(call, ENLIST_CONFLICT, "unmount it there, or name another device",
            "%s is mounted already, at %s", device->name, place);
    if (device_in_use(device))
        return fail(call, ENLIST_BUSY, "see by `lsblk` what uses it, and end that",
            "%s is in use", device->name);
    return 0;
}

/*
 * Checks everything that would prevent the mount, before anything is created on the volume. The
 * label that a blank volume will get counts as its own.
 */
static int32_t foresee(
    enlist_call *call, const struct device *device, const char *at, const char *file_system,
    const char *options, const char *label, enum mounted mounted) {
    struct content content;
    char found[FSTAB_LINE];
    int32_t failed = device_probe(call, device, &content);
    if (failed) return failed;
    struct fstab_entry entry = entry_of(device, &content, at, file_system, options);
    if (!*content.file_system && label) entry.label = label;
    switch (fstab_look(host->root, &entry, found)) {
    case FSTAB_FOREIGN:
        return foreign_line(call, at, found);
    case FSTAB_UNREADABLE:
        return fstab_failed(call, "read");
    default:
        break;
    }
    if (mounted != MOUNTED_NOTHING) return 0;
    int folder = -1;
    failed = folder_look(call, at, &folder);
    if (!failed) failed = refuse_taken(call, device, at, folder);
    if (folder >= 0) close(folder);
    return failed;
}

static int32_t mount_device(
    enlist_call *call, const struct device *device, const char *at, const char *path, int folder,
    const char *file_system, const char *options) {
    /* The folder that was checked, whatever is at its path now; with `-c`, as mount(8) would
     * otherwise resolve that path again. */
    char target[64], place[PATH_MAX];
    snprintf(target, sizeof target, "/proc/%ld/fd/%d", (long)getpid(), folder);
    const char *arguments[] = {
        "mount", "-c", "-t", file_system, "-o", options, "--", device->path, target, NULL};
    struct program_result result;
    int32_t taken = refuse_taken(call, device, at, folder);
    if (taken) return taken;
    if (note(call, RECORD_MOUNT, path)) return -1;
    switch (program_run(call, arguments, 300, &result)) {
    case PROGRAM_MISSING:
        return fail(call, ENLIST_REFUSED, "install the package mount", "there is no mount");
    case PROGRAM_FAILED:
        return fail(call, ENLIST_TRANSIENT, "see what the machine lacks",
            "mount could not be started: %s", strerror(errno));
    case PROGRAM_KILLED:
        return fail(call, ENLIST_TIMEOUT, "look for faults of the device in `dmesg`",
            "mount was still at work on %s when its time was up", device->name);
    case PROGRAM_ENDED:
        break;
    }
    if (result.status)
        return fail(call, ENLIST_REFUSED, "correct `options`, or repair the file system; see `dmesg`",
            "mount failed with status %d: %s", result.status, program_last_words(&result));
    if (folder_mounted(path, device, place) != MOUNTED_DEVICE)
        return fail(call, ENLIST_CONFLICT, "see by `findmnt` where it is; choose another `at`",
            "somebody has moved the folder %s while the volume was mounted there", at);
    return 0;
}

static int32_t run(
    enlist_call *call, const char *name, const char *at, const char *file_system,
    const char *options, const char *label, uint32_t wait_seconds) {
    struct device device;
    struct content content;
    char path[PATH_MAX], source[PATH_MAX];
    int folder = -1;
    int32_t failed = check_parameters(call, at, file_system, options, label);
    if (!failed) failed = device_await(call, name, wait_seconds, &device);
    if (failed) return failed;
    if (folder_path(at, path))
        return fail(call, ENLIST_REFUSED, "choose a shorter `at`", "the path of %s is too long", at);
    enum mounted mounted = folder_mounted(path, &device, source);
    if (mounted == MOUNTED_OTHER)
        return fail(call, ENLIST_CONFLICT, "unmount that, or choose another `at`",
            "at %s something else is mounted: %s", at, source);
    failed = foresee(call, &device, at, file_system, options, label, mounted);
    if (!failed) failed = format_if_blank(call, &device, file_system, label, &content);
    if (!failed && mounted == MOUNTED_NOTHING) {
        /* Before the effect: a folder that was missing belongs to this run, whenever it is
         * created. */
        if (access(path, F_OK) != 0) failed = note(call, RECORD_FOLDER, path);
        if (!failed) failed = folder_make(call, at, &folder);
        if (!failed) failed = mount_device(call, &device, at, path, folder, file_system, options);
        if (folder >= 0) close(folder);
    }
    if (failed) return failed;
    const struct fstab_entry entry = entry_of(&device, &content, at, file_system, options);
    return put_into_fstab(call, &entry);
}

static int32_t check(
    enlist_call *call, const char *name, const char *at, const char *file_system,
    const char *options, const char *label, uint32_t wait_seconds) {
    struct device device;
    struct content content;
    char path[PATH_MAX], source[PATH_MAX], found[FSTAB_LINE];
    (void)wait_seconds;
    int32_t failed = check_parameters(call, at, file_system, options, label);
    if (!failed) failed = device_find(call, name, &device);
    if (failed) return failed;
    if (folder_path(at, path) || folder_mounted(path, &device, source) != MOUNTED_DEVICE)
        return ENLIST_NOT_DONE;
    if ((failed = device_probe(call, &device, &content))) return failed;
    const struct fstab_entry entry = entry_of(&device, &content, at, file_system, options);
    enum fstab_state state = fstab_look(host->root, &entry, found);
    return state == FSTAB_THERE || state == FSTAB_FOREIGN_SAME ? 0 : ENLIST_NOT_DONE;
}

static int32_t revert(
    enlist_call *call, const char *name, const char *at, const char *file_system,
    const char *options, const char *label, uint32_t wait_seconds) {
    const char *arguments[] = {"umount", "--", NULL, NULL};
    struct program_result result;
    struct device device;
    char source[PATH_MAX];
    (void)file_system, (void)options, (void)label, (void)wait_seconds;
    const char *line = host->recorded(call, RECORD_LINE);
    const char *former = host->recorded(call, RECORD_FORMER);
    if (line && *line) {
        if (fstab_replace(host->root, line, former && *former ? former : NULL))
            return fstab_failed(call, "written");
        tell_systemd(call);
    }
    const char *path = host->recorded(call, RECORD_MOUNT);
    int32_t found = path ? device_find(call, name, &device) : ENLIST_NOT_DONE;
    if (found != 0 && found != ENLIST_NOT_DONE) return found;
    if (path && found == 0 && folder_mounted(path, &device, source) == MOUNTED_DEVICE) {
        arguments[2] = path;
        enum program_end end = program_run(call, arguments, 300, &result);
        if (end != PROGRAM_ENDED || result.status)
            return fail(call, ENLIST_BUSY, "end what uses it (`fuser -vm` lists it), then unmount it",
                "%s could not be unmounted: %s", path, program_last_words(&result));
    }
    /* Only if it is empty and not a mount point: rmdir(2) checks both. */
    if (host->recorded(call, RECORD_FOLDER)) folder_remove(at);
    return 0;
}

static int32_t require(
    enlist_call *call, const char *name, const char *at, const char *file_system,
    const char *options, const char *label, uint32_t wait_seconds) {
    struct device device;
    char path[PATH_MAX], source[PATH_MAX];
    (void)wait_seconds;
    int32_t failed = check_parameters(call, at, file_system, options, label);
    if (failed) return failed;
    if (!program_is_there("mount") || !program_is_there("blkid"))
        return fail(call, ENLIST_REFUSED, "install the packages mount and util-linux",
            "there is no mount, or no blkid");
    int32_t found = device_find(call, name, &device);
    if (found == ENLIST_NOT_DONE) {
        say(call, ENLIST_LOG_WARNING, "%s is not attached yet", name);
        return format_require(call, NULL, file_system);
    }
    if (found) return found;
    if (folder_path(at, path) == 0 && folder_mounted(path, &device, source) == MOUNTED_DEVICE) return 0;
    return format_require(call, &device, file_system);
}

#define P(name, type, value, text) {sizeof(enlist_parameter), 0, name, type, value, text}
static const enlist_parameter parameters[] = {
    P("device", "str", NULL, "the disk or partition, as /dev/xvdf, or a volume of EBS, as vol-0123456789abcdef0"),
    P("at", "str", NULL, "the mount point; it is created if it is missing"),
    P("file-system", "str", "\"ext4\"", "ext4, ext3, ext2, xfs or btrfs"),
    P("options", "str", "\"defaults,nofail\"", "the options of mount, as in fstab"),
    P("label", "str", "null", "the label of the file system, if it is made"),
    P("wait-seconds", "u32", "300", "how long the device may take to appear"),
};
static const enlist_step steps[] = {{
    .size = sizeof(enlist_step), .kind = "mount-data-volume",
    .summary = "Mounts a volume, now and at each boot; formats it first if it is blank",
    .parameter_count = sizeof parameters / sizeof *parameters, .parameters = parameters,
    .signature = "call, device:str, at:str, file-system:str, options:str, label:str, "
                 "wait-seconds:u32 -> status",
    .run = (enlist_function)run, .check = (enlist_function)check,
    .revert = (enlist_function)revert,
    .plan_text = "mounts ${device} at ${at}, as ${file-system}, which is made there if it is blank",
    .timeout_ms = 15 * 60 * 1000, .require = (enlist_function)require,
}};
static const enlist_plugin plugin = {
    .size = sizeof(enlist_plugin), .abi = ENLIST_PLUGIN_ABI, .abi_least = 2,
    .name = "mount-data-volume", .version = "1.0",
    .step_count = sizeof steps / sizeof *steps, .steps = steps,
};

ENLIST_PLUGIN_EXPORT const enlist_plugin *enlist_plugin_entry_v1(const enlist_host *table) {
    host = table;
    /* A host before revision 2 does not state its root. */
    return table->abi >= 2 ? &plugin : NULL;
}
