/* Volumes of EBS on instances of the Nitro system, which are NVMe devices there. */
#ifndef NVME_H
#define NVME_H

#include <limits.h>

enum { NVME_IDENTIFY = 4096, NVME_NAME = 33 };

/*
 * The name that a volume was attached by, `sdf` or `xvdf`, from what its controller says of itself (Identify
 * Controller): Amazon has it in the vendor's part, from byte 3072 on, padded, with `/dev/` or without, as its own rule
 * for udev reads it. Returns 0, or -1 for a controller of somebody else's or without a name.
 */
int nvme_attached_name(const unsigned char identify[NVME_IDENTIFY], char name[NVME_NAME]);

/*
 * Looks among the NVMe devices below `folder`, which is `/dev` or one like it, for the volume that was attached as
 * `name`, without `/dev/`. Returns 0, and its path, or -1 where none says so.
 */
int nvme_find(const char *folder, const char *name, char path[PATH_MAX]);

#endif
