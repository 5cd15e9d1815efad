/* The folder that a volume is mounted on, and what is mounted there. */
#ifndef FOLDER_H
#define FOLDER_H

#include "device.h"

#include <limits.h>

/* Whether it is an absolute path as fstab has them: no `..`, no `//`, no control characters. */
int folder_is_sound(const char *at);

/*
 * Makes the folder and those above it, below the host's root, where they lack.
 * `folder` becomes the folder itself, opened with O_PATH, which the caller closes: who may write above it can
 * have something else under its path at any time.
 * Returns 0, or another number where the step has failed, also where a symbolic link leads away.
 */
int32_t folder_make(enlist_call *call, const char *at, int *folder);

/* The same without making anything: `folder` becomes -1 where it lacks, and could be made. */
int32_t folder_look(enlist_call *call, const char *at, int *folder);

/* Removes the folder if it is empty and nothing is mounted on it; follows no symbolic link. */
void folder_remove(const char *at);

/* The path on this machine. Returns another number than 0 where it is too long. */
int folder_path(const char *at, char path[PATH_MAX]);

/* Whether nothing is in a folder that is opened with O_PATH. */
int folder_is_empty(int folder);

enum mounted { MOUNTED_NOTHING, MOUNTED_DEVICE, MOUNTED_OTHER };

/* What is on top at this path; `source` becomes what a mount of something else names. */
enum mounted folder_mounted(const char *path, const struct device *device, char source[PATH_MAX]);

/* Where the device is mounted, wherever that is. Returns 0 where it is nowhere. */
int folder_of_device(const struct device *device, char path[PATH_MAX]);

#endif
