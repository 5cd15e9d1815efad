/* The file systems that this plugin creates. */
#ifndef FORMAT_H
#define FORMAT_H

#include "device.h"

/* Refuses an unknown file system, or a label that is invalid for it. Returns 0 for neither. */
int32_t format_check(enlist_call *call, const char *file_system, const char *label);

/*
 * Checks whether format_if_blank could do its work, and changes nothing; NULL for a device that is
 * not there yet. Returns 0, or another number if something prevents it.
 */
int32_t format_require(enlist_call *call, const struct device *device, const char *file_system);

/*
 * Reads the content of the device, and creates a file system if it is blank; `content` becomes the
 * resulting content. Returns 0, or another number if the step has failed: for anything that is
 * neither blank nor this file system.
 */
int32_t format_if_blank(
    enlist_call *call, const struct device *device, const char *file_system, const char *label,
    struct content *content);

#endif
