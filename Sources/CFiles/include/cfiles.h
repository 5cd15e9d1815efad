/* Functions of the C library on files that Swift's overlay lacks. */
#ifndef CFILES_H
#define CFILES_H

/*
 * Copies the extended attributes of a file to another (xattr(7)): SELinux labels, access lists,
 * users' own. An attribute that the file system does not support, or that this process may not read
 * or set, is left out. Returns 0, or -1 with `errno` set.
 */
int cfiles_copy_attributes(int from, int to);

#endif
