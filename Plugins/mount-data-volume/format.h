/* File systems that this plugin makes. */
#ifndef FORMAT_H
#define FORMAT_H

#include "device.h"

/* Refuses a file system that is not known here, or a label that it cannot have. 0 for neither. */
int32_t format_check(enlist_call *call, const char *file_system, const char *label);

/*
 * Looks whether format_if_blank could do its work, and changes nothing; NULL for a device that is not there
 * yet. Returns 0, or another number where something keeps it from that.
 */
int32_t format_require(enlist_call *call, const struct device *device, const char *file_system);

/*
 * Looks what is on the device, and makes a file system there if nothing is; `content` becomes what is
 * there then. Returns 0, or another number where the step has failed: for all that is not blank and
 * not this file system.
 */
int32_t format_if_blank(
    enlist_call *call, const struct device *device, const char *file_system, const char *label,
    struct content *content);

#endif
