/* What the loader of this process knows about libraries, and Swift cannot ask (dladdr1(3), dlinfo(3)). */
#ifndef CLOADER_H
#define CLOADER_H

/* What an address that dlsym(3) returned stands for. */
enum {
    CLOADER_FUNCTION,
    /* A variable, or whatever else lies where nothing may be executed. */
    CLOADER_DATA,
};

/* Which of the two it is. The symbol's type decides, and where it has none the mapping that it lies in (proc(5), `maps`). */
int cloader_kind(const void *address);

/*
 * Gives a loaded library the name by which dladdr(3), backtraces and debuggers call it. Those who open the path find
 * this library from then on. `path` is copied.
 */
void cloader_rename(void *handle, const char *path);

#endif
