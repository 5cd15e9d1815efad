/* The files that a new plugin begins with. */
#ifndef CSCAFFOLD_H
#define CSCAFFOLD_H

/* A file, as text that is ended by a zero byte. */
typedef struct cscaffold_file {
    /* `c`, `rust` or `swift`; NULL for a file that all of them have. */
    const char *language;
    /* Where it goes below the plugin's folder. */
    const char *path;
    const char *text;
} cscaffold_file;

/* All of them; the last one has no path. */
const cscaffold_file *cscaffold_files(void);

#endif
