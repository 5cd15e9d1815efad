/* The folder on which a volume is mounted, and the mounts there. */
#ifndef FOLDER_H
#define FOLDER_H

#include "device.h"

#include <limits.h>

/* Whether it is an absolute path as in fstab: no `..`, no `//`, no control characters. */
int folder_is_sound(const char *at);

/*
 * Creates the folder and those above it, below the host's root, if they are missing. `folder`
 * becomes the folder itself, opened with O_PATH, which the caller closes: whoever may write above
 * it can put something else at its path at any time. Returns 0, or another number if the step has
 * failed, also if a symbolic link leads away.
 */
int32_t folder_make(enlist_call *call, const char *at, int *folder);

/* The same without creating anything: `folder` becomes -1 if it is missing and could be created. */
int32_t folder_look(enlist_call *call, const char *at, int *folder);

/* Removes the folder if it is empty and nothing is mounted on it; follows no symbolic link. */
void folder_remove(const char *at);

/* The path on this machine. Returns a number other than 0 if it is too long. */
int folder_path(const char *at, char path[PATH_MAX]);

/* Whether a folder that is opened with O_PATH is empty. */
int folder_is_empty(int folder);

enum mounted { MOUNTED_NOTHING, MOUNTED_DEVICE, MOUNTED_OTHER };

/* The topmost mount at this path; `source` becomes the source of a different mount. */
enum mounted folder_mounted(const char *path, const struct device *device, char source[PATH_MAX]);

/* Where the device is mounted, anywhere. Returns 0 if it is not mounted. */
int folder_of_device(const struct device *device, char path[PATH_MAX]);

#endif
