/* Block devices: where they are, and what is on them. Nothing here writes to one. */
#ifndef DEVICE_H
#define DEVICE_H

#include "enlist_plugin.h"

#include <limits.h>
#include <sys/types.h>

struct device {
    /* As the pipeline names it, for messages. */
    const char *name;
    /* Where it is on this machine, without symbolic links. */
    char path[PATH_MAX];
    dev_t number;
};

/*
 * Finds the device that a pipeline calls so: a path below the host's root, or a volume of EBS,
 * `vol-…`, by its serial number. Returns 0, ENLIST_NOT_DONE where it is not there (yet), or another
 * number where the step has failed.
 */
int32_t device_find(enlist_call *call, const char *name, struct device *device);

/* Waits until it is there. Returns 0, or another number where the step has failed. */
int32_t device_await(enlist_call *call, const char *name, uint32_t seconds, struct device *device);

/* What is on a device: all texts are empty where nothing is. */
struct content {
    char file_system[64];
    char uuid[64];
    char partition_table[64];
    char label[64];
    /* Of the partition that it is. */
    char partition_uuid[64];
    char partition_label[64];
    /* Whether blkid finds signatures of two sorts. */
    int ambivalent;
};

/* Looks what is on it, by the signatures that libblkid knows. Returns 0, or another for failure. */
int32_t device_probe(enlist_call *call, const struct device *device, struct content *content);

/*
 * Looks for a byte that is not zero where signatures are: in the first and in the last mebibyte. A
 * new volume has none. Returns 0; `offset` is that byte's place, -1 where there is none.
 */
int32_t device_first_byte(enlist_call *call, const struct device *device, int64_t *offset);

/*
 * Locks the device against all that heed BSD locks on block devices, as udev does and what mounts by its
 * events (systemd.io/BLOCK_DEVICE_LOCKING): whoever holds it may write to the device. Of a partition it is
 * its disk that is locked. Others do not heed it: device_last_look is for those.
 * Returns 0, and the lock, which is given back when it is closed; or another number where the step has failed.
 */
int32_t device_lock(enlist_call *call, const struct device *device, int *lock);

/*
 * Looks, and does not believe what was seen before, whether the device is still the same, is used by nobody
 * and is blank in its first and last mebibyte. Nobody can mount it or take it otherwise meanwhile (O_EXCL).
 * Returns 0, or another number where the step has failed.
 */
int32_t device_last_look(enlist_call *call, const struct device *device);

/* Whether something has it for itself: a mounted file system, swap, LVM, RAID. */
int device_in_use(const struct device *device);

#endif
