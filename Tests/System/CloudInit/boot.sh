#!/bin/sh
# The first boot of an instance: Debian's cloud-init with some user-data, in a root of its own, with the
# local cloud's metadata at 169.254.169.254.
#
# Usage: boot.sh ROOT USER-DATA ENLIST LOCALCLOUD OUTPUT, as root, in network and mount namespaces of its
# own, which end with it and with all that it mounts.
set -eu
root=$1 user_data=$2 enlist=$3 localcloud=$4 output=$5
here=$(cd "$(dirname "$0")" && pwd)

ip link set lo up
ip address add 169.254.169.254/32 dev lo
rm -rf "$output"
mkdir -p "$output"
"$localcloud" serve --ready-file "$output/ready.json" >"$output/localcloud.log" 2>&1 &
cloud=$!
trap 'kill "$cloud" "${forward:-$cloud}" 2>/dev/null || true' EXIT
tries=200
until [ -e "$output/ready.json" ]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { cat "$output/localcloud.log" >&2; exit 1; }
    sleep 0.1
done
endpoint=$(jq -r .endpoint "$output/ready.json")
metadata=$(jq -r '.instances[0].metadata' "$output/ready.json")
instance=$(jq -r '.instances[0].id' "$output/ready.json")
python3 "$here/forward.py" 169.254.169.254 80 "${metadata##*:}" &
forward=$!

# The root is that of a machine that has never been booted.
rm -rf "$root/var/lib/cloud" "$root/etc/enlist" "$root/var/lib/enlist" "$root/opt/aws" "$root/etc/chef"
rm -f "$root/var/log/enlist.log" "$root/var/log/cloud-init.log" "$root/var/log/cloud-init-output.log"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
seed=$root/var/lib/cloud/seed/nocloud
mkdir -p "$seed"
echo "instance-id: $instance" >"$seed/meta-data"
cp "$user_data" "$seed/user-data"
# No keys and locales: nobody logs in.
printf 'datasource_list: [NoCloud]\nlocale: false\nssh_genkeytypes: []\n' \
    >"$root/etc/cloud/cloud.cfg.d/99-enlist-test.cfg"
cp "$enlist" "$root/usr/local/bin/enlist"

for stage in "init --local" "init" "modules --mode=config" "modules --mode=final"; do
    # shellcheck disable=SC2086
    chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        AWS_ENDPOINT_URL="$endpoint" AWS_EC2_METADATA_SERVICE_ENDPOINT=http://169.254.169.254 \
        AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_CONFIG_FILE=/dev/null \
        cloud-init $stage >>"$output/cloud-init.log" 2>&1 || true
done
chroot "$root" cloud-init status --long >"$output/status" 2>&1 || true
cp "$root/var/lib/cloud/data/result.json" "$output/result.json"
cp "$root/var/log/enlist.log" "$output/enlist.log" 2>/dev/null || true
curl -s "$endpoint/_localcloud/state" >"$output/state.json"
