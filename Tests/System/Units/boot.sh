#!/bin/sh
# One boot: systemd as the first process of a root.
#
# Usage: boot.sh ROOT, in mount, process, host name, IPC and control group namespaces of its own.
set -eu
root=$1
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
mkdir "$root/sys/fs/cgroup/systemd"
mount -t cgroup -o none,name=systemd systemd "$root/sys/fs/cgroup/systemd"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/dev"
for device in null:3 zero:5 full:7 random:8 urandom:9; do
    mknod -m 666 "$root/dev/${device%:*}" c 1 "${device#*:}"
done
mkdir "$root/dev/shm" "$root/dev/pts"
ln -s /proc/self/fd "$root/dev/fd"
ln -s pts/ptmx "$root/dev/ptmx"  # PrivateDevices= copies it
cat >"$root/run/check.sh" <<'END'
. /check
# What has been asked for comes before.
systemctl list-jobs | grep -q 'reboot.target\|poweroff.target' || systemctl poweroff --force --force
END
mkdir -p "$root/run/systemd/system"
cat >"$root/run/systemd/system/check.service" <<'END'
[Unit]
After=enlist.service enlist-watch.service
[Service]
Type=oneshot
ExecStart=/bin/sh /run/check.sh
END
cat >"$root/run/systemd/system/check.target" <<'END'
[Unit]
Wants=check.service enlist.service
END
# Not chroot: units with a view of their own of the file system take theirs from the namespace's root.
cd "$root"
mkdir -p run/old
pivot_root . run/old
exec chroot . /bin/sh -c 'umount -l /run/old && exec "$@"' sh /usr/bin/env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --unit=check.target --log-target=journal --show-status=no
