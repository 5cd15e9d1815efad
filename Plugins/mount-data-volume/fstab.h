/* One line of /etc/fstab (fstab(5)): looked for, put there, taken away. All else stays as it is. */
#ifndef FSTAB_H
#define FSTAB_H

#include <sys/types.h>

/* The option by which a line of this plugin's is known; mount(8) ignores options that begin so. */
#define FSTAB_MARK "x-enlist.mount-data-volume"

enum { FSTAB_LINE = 16384 };

struct fstab_entry {
    const char *uuid;
    const char *at;
    const char *file_system;
    const char *options;
    /* By what else lines may name the device; empty where it has no such name. */
    const char *label;
    const char *partition_uuid;
    const char *partition_label;
    dev_t number;
};

enum fstab_state {
    /* The file has no line for this folder. */
    FSTAB_ABSENT,
    /* It has this very line. */
    FSTAB_THERE,
    /* It has a line of this plugin's that says something else. */
    FSTAB_DIFFERENT,
    /* Somebody else's line mounts the same volume there, whichever way it names it. */
    FSTAB_FOREIGN_SAME,
    /* Somebody else's line mounts another one there. */
    FSTAB_FOREIGN,
    /* It cannot be read, or is no regular file: `errno` says why. */
    FSTAB_UNREADABLE,
};

/* The line of an entry, without its end. */
void fstab_line(const struct fstab_entry *entry, char line[FSTAB_LINE]);

/* Looks into `root`/etc/fstab; `found` becomes the line for the folder where there is one. */
enum fstab_state fstab_look(
    const char *root, const struct fstab_entry *entry, char found[FSTAB_LINE]);

/*
 * Writes the file anew with `line` in place of the one line that is `former`, or at its end where
 * `former` is NULL; without it where `line` is NULL. A crash leaves the old file or the new one.
 * Returns 0, also where `former` is not there; -1 with `errno`, EBUSY where somebody else has
 * changed the file meanwhile.
 */
int fstab_replace(const char *root, const char *former, const char *line);

#endif
