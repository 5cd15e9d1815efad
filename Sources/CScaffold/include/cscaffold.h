/* The initial files of a new plugin. */
#ifndef CSCAFFOLD_H
#define CSCAFFOLD_H

/* A file, as text terminated by a zero byte. */
typedef struct cscaffold_file {
    /* `c`, `rust` or `swift`; NULL for a file that all languages share. */
    const char *language;
    /* Its path below the plugin's folder. */
    const char *path;
    const char *text;
} cscaffold_file;

/* Returns all files; the last one, without a path, marks the end. */
const cscaffold_file *cscaffold_files(void);

#endif
