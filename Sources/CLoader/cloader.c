#define _GNU_SOURCE
#include "cloader.h"

#include <dlfcn.h>
#include <elf.h>
#include <inttypes.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Code that is not mapped from a file counts too: closures of libffi, a library's JIT output. */
static int may_be_executed(const void *address)
{
    char line[4352];
    int found = 1, knows = 0;
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps && !knows && fgets(line, sizeof line, maps)) {
        uintptr_t begin, end;
        char rights[5];
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s", &begin, &end, rights) != 3) continue;
        knows = (uintptr_t)address >= begin && (uintptr_t)address < end;
        found = rights[2] == 'x';
    }
    if (maps) fclose(maps);
    /* Nothing is mapped there, or the mappings cannot be read. */
    return knows ? found : !maps;
}

int cloader_kind(const void *address)
{
    Dl_info info;
    void *entry = NULL;
    if (dladdr1(address, &info, &entry, RTLD_DL_SYMENT) && entry && info.dli_saddr == address) {
        const ElfW(Sym) *symbol = entry;
        switch (ELF64_ST_TYPE(symbol->st_info)) {
        case STT_OBJECT: case STT_COMMON: case STT_TLS: return CLOADER_DATA;
        case STT_FUNC: case STT_GNU_IFUNC: return CLOADER_FUNCTION;
        }
    }
    return may_be_executed(address) ? CLOADER_FUNCTION : CLOADER_DATA;
}

void cloader_rename(void *handle, const char *path)
{
    struct link_map *library;
    char *copy;
    if (dlinfo(handle, RTLD_DI_LINKMAP, &library) || strcmp(library->l_name, path) == 0) return;
    copy = strdup(path);
    /* The former name is not freed: the loader may still refer to it. */
    if (copy) library->l_name = copy;
}
