/* What the C library knows of files and Swift's overlay does not. */
#ifndef CFILES_H
#define CFILES_H

/*
 * Gives a file the extended attributes of another (xattr(7)): SELinux' label, access lists, users' own. One that the
 * file system does not have, or that this process may not read or set, is left out.
 * Returns 0, or -1 with `errno` set.
 */
int cfiles_copy_attributes(int from, int to);

#endif
