#include "nvme.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/nvme_ioctl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The places of vendor and model in Identify Controller (NVM Express base specification), and of
 * Amazon's name. */
enum { VENDOR = 0, MODEL = 24, NAME = 3072, NAME_SIZE = 32 };
static const char model[] = "Amazon Elastic Block Store";

int nvme_attached_name(const unsigned char identify[NVME_IDENTIFY], char name[NVME_NAME]) {
    if (identify[VENDOR] != 0x0f || identify[VENDOR + 1] != 0x1d) return -1;
    if (memcmp(identify + MODEL, model, sizeof model - 1)) return -1;
    const char *text = (const char *)identify + NAME;
    size_t length = strnlen(text, NAME_SIZE);
    while (length && text[length - 1] == ' ') length--;
    for (; length && *text == ' '; length--) text++;
    if (length > 5 && strncmp(text, "/dev/", 5) == 0) text += 5, length -= 5;
    if (!length || memchr(text, '/', length)) return -1;
    memcpy(name, text, length);
    name[length] = 0;
    return 0;
}

static int identify_controller(const char *path, unsigned char identify[NVME_IDENTIFY]) {
    struct nvme_admin_cmd command = {
        .opcode = 0x06, .addr = (uint64_t)(uintptr_t)identify, .data_len = NVME_IDENTIFY, .cdw10 = 1};
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return -1;
    int failed = ioctl(file, NVME_IOCTL_ADMIN_CMD, &command);
    close(file);
    return failed ? -1 : 0;
}

int nvme_find(const char *folder, const char *name, char path[PATH_MAX]) {
    unsigned char identify[NVME_IDENTIFY];
    char attached[NVME_NAME];
    DIR *entries = opendir(folder);
    int found = -1;
    for (struct dirent *entry; found && entries && (entry = readdir(entries));) {
        unsigned controller, space;
        int end = 0;
        if (sscanf(entry->d_name, "nvme%un%u%n", &controller, &space, &end) != 2) continue;
        /* Whatever follows belongs to a partition. */
        if (entry->d_name[end]) continue;
        if (snprintf(path, PATH_MAX, "%s/%s", folder, entry->d_name) >= PATH_MAX) continue;
        memset(identify, 0, sizeof identify);
        if (identify_controller(path, identify) || nvme_attached_name(identify, attached)) continue;
        if (strcmp(attached, name) == 0) found = 0;
    }
    if (entries) closedir(entries);
    return found;
}
