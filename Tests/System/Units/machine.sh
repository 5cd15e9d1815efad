#!/bin/sh
# The life of a machine with the Debian package in it: a first script, then boots of a real systemd until it is
# switched off, beside a local cloud that stays.
#
# Usage: machine.sh ROOT DEB LOCALCLOUD SCENARIO FILES OUTPUT, as root, in network and mount namespaces of its own.
# FILES is copied over the root; its `first` is run before the first boot, its `check` in each boot after the units
# of check.target. OUTPUT is /output in the machine.
set -eu
root=$1 deb=$2 localcloud=$3 scenario=$4 files=$5 output=$6
here=$(cd "$(dirname "$0")" && pwd)

ip link set lo up
mkdir -p "$output"
"$localcloud" serve --scenario "$scenario" --ready-file "$output/ready.json" --state-out "$output/state.json" \
    >"$output/localcloud.log" 2>&1 &
cloud=$!
trap 'kill "$cloud" 2>/dev/null || true' EXIT
tries=200
until [ -e "$output/ready.json" ]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { cat "$output/localcloud.log" >&2; exit 1; }
    sleep 0.1
done

# What is written goes with the namespace.
place=$(mktemp -d)
mount -t tmpfs tmpfs "$place"
mkdir "$place/upper" "$place/work" "$place/root"
mount -t overlay -o "lowerdir=$root,upperdir=$place/upper,workdir=$place/work" overlay "$place/root"
root=$place/root
rm -rf "$root/var/lib/enlist" "$root/etc/enlist" "$root/var/log/enlist.log"
# The program is the package's, and not one that a test of cloud-init's has left in the root.
rm -f "$root/usr/local/bin/enlist"
mkdir -p "$root/output" "$root/etc/enlist"
mount --bind "$output" "$root/output"
cp -R "$files/." "$root"
cp "$deb" "$root/enlist.deb"
# The units' programs find the cloud by this file, and so does the first script.
cat >"$root/etc/enlist/run.env" <<END
AWS_ENDPOINT_URL=$(jq -r .endpoint "$output/ready.json")
AWS_EC2_METADATA_SERVICE_ENDPOINT=$(jq -r '.instances[0].metadata' "$output/ready.json")
END
mount -t proc proc "$root/proc"
chroot "$root" dpkg --install /enlist.deb >"$output/dpkg.log" 2>&1
chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c 'set -a; . /etc/enlist/run.env; . /first' \
    >"$output/first.log" 2>&1
umount "$root/proc"

boots=0
while [ "$boots" -lt 6 ]; do
    boots=$((boots + 1))
    status=0
    unshare --mount --pid --uts --ipc --cgroup --fork "$here/boot.sh" "$root" || status=$?
    # reboot(2) in a process namespace of its own: SIGHUP for a restart, SIGINT for switching off.
    case $status in
        129) ;;
        130) echo "$boots" >"$output/boots"; kill "$cloud"; wait "$cloud" || true; exit 0 ;;
        *) echo "boot $boots ended with $status" >&2; exit 1 ;;
    esac
done
echo "booted $boots times" >&2
exit 1
