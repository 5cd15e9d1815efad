#define _GNU_SOURCE
#include "cmemory.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Missing from some C libraries that enlist runs with. */
extern __attribute__((weak)) struct mallinfo2 mallinfo2(void);

int64_t cmemory_bytes_in_use(void)
{
    if (!mallinfo2) return -1;
    struct mallinfo2 info = mallinfo2();
    return (int64_t)(info.uordblks + info.hblkhd);
}

int64_t cmemory_raise_open_files(void)
{
    enum { ENOUGH = 1024 };
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit)) return ENOUGH;
    if (limit.rlim_cur < ENOUGH && limit.rlim_cur < limit.rlim_max) {
        struct rlimit more = limit;
        more.rlim_cur = limit.rlim_max < ENOUGH ? limit.rlim_max : ENOUGH;
        if (setrlimit(RLIMIT_NOFILE, &more) == 0) limit = more;
    }
    return limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
}

/* Since Linux 6.3; older C libraries do not define it. */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x8U
#endif

static int file_in_memory(const char *name)
{
    /*
     * Libraries are mapped, not executed: this works even if the machine forbids programs in memory
     * (vm.memfd_noexec).
     */
    int file = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
    return file < 0 && errno == EINVAL ? memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING) : file;
}

int cmemory_sealed_copy(const char *name, int source, size_t count)
{
    char room[1 << 16];
    size_t copied = 0;
    int file = file_in_memory(name);
    if (file < 0) return -1;
    while (copied < count) {
        size_t rest = count - copied;
        ssize_t read = pread(source, room, rest < sizeof room ? rest : sizeof room, (off_t)copied);
        if (read < 0 && errno == EINTR) continue;
        if (read < 0) goto failed;
        if (read == 0) break;
        for (ssize_t done = 0; done < read;) {
            ssize_t written = write(file, room + done, (size_t)(read - done));
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) goto failed;
            done += written;
        }
        copied += (size_t)read;
    }
    if (fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0) return file;
failed:;
    int error = errno;
    close(file);
    errno = error;
    return -1;
}

/* The limit with which the process was started. */
static struct rlimit core_limit;
static int has_core_limit;

/* A line of the process' status names its tracer (proc(5)). */
int cmemory_is_debugged(void)
{
    char line[256];
    int debugger = 0;
    FILE *status = fopen("/proc/self/status", "re");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "TracerPid: %d", &debugger) == 1) break;
    if (status) fclose(status);
    return debugger != 0;
}

void cmemory_keep_to_itself(void)
{
    if (!cmemory_is_debugged()) (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (getrlimit(RLIMIT_CORE, &core_limit)) return;
    has_core_limit = 1;
    /* Not the hard limit, which only root could restore for children. */
    struct rlimit none = {.rlim_cur = 0, .rlim_max = core_limit.rlim_max};
    (void)setrlimit(RLIMIT_CORE, &none);
}

void cmemory_let_others_look(void) { (void)prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }

void cmemory_give_core_limit(pid_t process)
{
    if (has_core_limit && core_limit.rlim_cur > 0) (void)prlimit(process, RLIMIT_CORE, &core_limit, NULL);
}

/* Whether the loader has written to segments that are otherwise read-only. */
static int has_changed_text(const struct dl_phdr_info *object, const ElfW(Phdr) *header)
{
    const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(object->dlpi_addr + header->p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++)
        if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL))) return 1;
    return 0;
}

static int release_object(struct dl_phdr_info *object, size_t size, void *context)
{
    const ElfW(Addr) page = *(const ElfW(Addr) *)context;
    (void)size;
    for (int i = 0; i < object->dlpi_phnum; i++)
        if (object->dlpi_phdr[i].p_type == PT_DYNAMIC && has_changed_text(object, &object->dlpi_phdr[i])) return 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        /* Memory that is made read-only after relocation belongs to a segment that is written to. */
        if (header->p_type != PT_LOAD || (header->p_flags & PF_W)) continue;
        ElfW(Addr) begin = (object->dlpi_addr + header->p_vaddr) & ~(page - 1);
        ElfW(Addr) end = object->dlpi_addr + header->p_vaddr + header->p_memsz;
        /* A failure, as for locked memory or the kernel's own object, does no harm. */
        (void)madvise((void *)begin, end - begin, MADV_DONTNEED);
    }
    return 0;
}

void cmemory_release_program(void)
{
    ElfW(Addr) page = (ElfW(Addr))sysconf(_SC_PAGESIZE);
    dl_iterate_phdr(release_object, &page);
}
