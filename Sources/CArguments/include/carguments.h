/* The words with which this program was started. */
#ifndef CARGUMENTS_H
#define CARGUMENTS_H

/*
 * As the kernel gave them, the program's own name first: `*count` words, which nobody may change. Swift's
 * CommandLine reads them from /proc/self/cmdline, and has none where /proc is not mounted.
 */
char *const *carguments(int *count);

#endif
