/* EBS volumes on Nitro instances, which have them as NVMe devices. */
#ifndef NVME_H
#define NVME_H

#include <limits.h>

enum { NVME_IDENTIFY = 4096, NVME_NAME = 33 };

/*
 * The name by which a volume was attached, `sdf` or `xvdf`, from its controller's data (Identify
 * Controller). Amazon stores it in the vendor's part, from byte 3072, padded, with or without
 * `/dev/`, where its own udev rule reads it. Returns 0, or -1 for another vendor's controller or
 * one without a name.
 */
int nvme_attached_name(const unsigned char identify[NVME_IDENTIFY], char name[NVME_NAME]);

/*
 * Finds, among the NVMe devices below `folder`, which is `/dev` or one like it, the volume that was
 * attached as `name`, without `/dev/`. Returns 0 and its path, or -1 if none exists.
 */
int nvme_find(const char *folder, const char *name, char path[PATH_MAX]);

#endif
