/* One line of /etc/fstab (fstab(5)): finds, writes or removes it, and changes nothing else. */
#ifndef FSTAB_H
#define FSTAB_H

#include <sys/types.h>

/* The option that marks a line of this plugin; mount(8) ignores options with this prefix. */
#define FSTAB_MARK "x-enlist.mount-data-volume"

enum { FSTAB_LINE = 16384 };

struct fstab_entry {
    const char *uuid;
    const char *at;
    const char *file_system;
    const char *options;
    /* The other names by which lines may refer to the device; empty if it has no such name. */
    const char *label;
    const char *partition_uuid;
    const char *partition_label;
    dev_t number;
};

enum fstab_state {
    /* The file has no line for this folder. */
    FSTAB_ABSENT,
    /* It has exactly this line. */
    FSTAB_THERE,
    /* It has a different line of this plugin. */
    FSTAB_DIFFERENT,
    /* A foreign line mounts the same volume there, by any name. */
    FSTAB_FOREIGN_SAME,
    /* A foreign line mounts another volume there. */
    FSTAB_FOREIGN,
    /* It cannot be read, or is not a regular file: `errno` says why. */
    FSTAB_UNREADABLE,
};

/* The line of an entry, without its end. */
void fstab_line(const struct fstab_entry *entry, char line[FSTAB_LINE]);

/* Searches `root`/etc/fstab; `found` becomes the line for the folder if there is one. */
enum fstab_state fstab_look(
    const char *root, const struct fstab_entry *entry, char found[FSTAB_LINE]);

/*
 * Rewrites the file with `line` in place of the one line that is `former`, or at its end if
 * `former` is NULL; without that line if `line` is NULL. A crash leaves the old file or the new
 * one. Returns 0, also if `former` is missing; -1 with `errno`, EBUSY if another program has
 * changed the file meanwhile.
 */
int fstab_replace(const char *root, const char *former, const char *line);

#endif
