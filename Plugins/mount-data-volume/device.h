/* Block devices: their paths and their content. Nothing here writes to one. */
#ifndef DEVICE_H
#define DEVICE_H

#include "enlist_plugin.h"

#include <limits.h>
#include <sys/types.h>

struct device {
    /* The pipeline's name for it, for messages. */
    const char *name;
    /* The path on this machine, without symbolic links. */
    char path[PATH_MAX];
    dev_t number;
};

/*
 * Finds the device that a pipeline names: a path below the host's root, or an EBS volume, `vol-…`,
 * by its serial number. Returns 0, ENLIST_NOT_DONE if it is not there (yet), or another number if
 * the step has failed.
 */
int32_t device_find(enlist_call *call, const char *name, struct device *device);

/* Waits until it is there. Returns 0, or another number if the step has failed. */
int32_t device_await(enlist_call *call, const char *name, uint32_t seconds, struct device *device);

/* The content of a device: all texts are empty if nothing is on it. */
struct content {
    char file_system[64];
    char uuid[64];
    char partition_table[64];
    /* XFS has 12 bytes, ext4 16, Btrfs 255. */
    char label[256];
    /* For a partition: its own. */
    char partition_uuid[64];
    /* GPT has 36 units of UTF-16. */
    char partition_label[128];
    /* Whether blkid finds contradictory signatures. */
    int ambivalent;
};

/* Reads the content, by the signatures that libblkid knows. Returns 0, or another number for
 * failure. */
int32_t device_probe(enlist_call *call, const struct device *device, struct content *content);

/*
 * Looks for a byte other than zero where signatures are: in the first and in the last mebibyte. A
 * new volume has none. Returns 0; `offset` is the offset of that byte, -1 if none exists.
 */
int32_t device_first_byte(enlist_call *call, const struct device *device, int64_t *offset);

/*
 * Locks the device against every program that respects BSD locks on block devices, such as udev and
 * what mounts on its events (systemd.io/BLOCK_DEVICE_LOCKING): the holder may write to the device.
 * For a partition, its disk is locked. Other programs ignore the lock: device_last_look is for
 * those. Returns 0 and the lock, which is released when it is closed; or another number if the step
 * has failed.
 */
int32_t device_lock(enlist_call *call, const struct device *device, int *lock);

/*
 * Checks afresh, without relying on earlier results, that the device is still the same, is not in
 * use, and is blank in its first and last mebibyte. Nothing can mount or claim it meanwhile
 * (O_EXCL). Returns 0, or another number if the step has failed.
 */
int32_t device_last_look(enlist_call *call, const struct device *device);

/* Whether it is claimed exclusively: by a mounted file system, swap, LVM, RAID. */
int device_in_use(const struct device *device);

#endif
