#include "cfiles.h"

#include <errno.h>
#include <string.h>
#include <sys/xattr.h>

/* Linux' limit for all names, and for a value (XATTR_LIST_MAX, XATTR_SIZE_MAX). */
enum { most = 1 << 16 };

static int may_be_left_out(int error) {
    return error == ENOTSUP || error == EPERM || error == EACCES || error == ENODATA;
}

int cfiles_copy_attributes(int from, int to) {
    static const char access_list[] = "system.posix_acl_access";
    char names[most], value[most];
    /* A new file gets that of its folder's default list. */
    if (fgetxattr(from, access_list, NULL, 0) < 0 && errno == ENODATA) fremovexattr(to, access_list);
    ssize_t length = flistxattr(from, names, sizeof names);
    if (length < 0) return may_be_left_out(errno) ? 0 : -1;
    for (char *name = names; name < names + length; name += strlen(name) + 1) {
        ssize_t size = fgetxattr(from, name, value, sizeof value);
        if (size >= 0 && fsetxattr(to, name, value, (size_t)size, 0) == 0) continue;
        if (!may_be_left_out(errno)) return -1;
    }
    return 0;
}
