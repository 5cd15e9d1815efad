/* The loader's data about libraries, which Swift cannot query (dladdr1(3), dlinfo(3)). */
#ifndef CLOADER_H
#define CLOADER_H

/* The kind of an address that dlsym(3) returned. */
enum {
    CLOADER_FUNCTION,
    /* A variable, or anything else in memory that is not executable. */
    CLOADER_DATA,
};

/*
 * Returns the kind of an address. The symbol's type decides; if it has none, the permissions of its
 * mapping do (proc(5), `maps`).
 */
int cloader_kind(const void *address);

/*
 * Sets the name of a loaded library that dladdr(3), backtraces and debuggers show. Opening the path
 * finds this library from then on. `path` is copied.
 */
void cloader_rename(void *handle, const char *path);

#endif
