/* The folder that a volume is mounted on, and what is mounted there. */
#ifndef FOLDER_H
#define FOLDER_H

#include "device.h"

#include <limits.h>

/* Whether it is an absolute path as fstab has them: no `..`, no `//`, no control characters. */
int folder_is_sound(const char *at);

/*
 * Makes the folder and those above it, below the host's root, where they lack.
 * `path` becomes its place on this machine; `made` whether the last one was made now.
 * Returns 0, or another number where the step has failed, also where a symbolic link leads away.
 */
int32_t folder_make(enlist_call *call, const char *at, char path[PATH_MAX], int *made);

/* The path on this machine. Returns another number than 0 where it is too long. */
int folder_path(const char *at, char path[PATH_MAX]);

/* Whether nothing is in it. */
int folder_is_empty(const char *path);

enum mounted { MOUNTED_NOTHING, MOUNTED_DEVICE, MOUNTED_OTHER };

/* What is on top at this path; `source` becomes what a mount of something else names. */
enum mounted folder_mounted(const char *path, const struct device *device, char source[PATH_MAX]);

/* Where the device is mounted, wherever that is. Returns 0 where it is nowhere. */
int folder_of_device(const struct device *device, char path[PATH_MAX]);

#endif
