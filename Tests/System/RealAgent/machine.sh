#!/bin/sh
# A machine with the real amazon-ssm-agent on it: this system's files, on which nothing that is written stays, a
# stand-in for systemd, and no way to shut anything down.
#
# Usage: machine.sh FOLDER BUILD PLACE AGENT ENDPOINT METADATA REGION, as root, in mount, process and host name namespaces
# of its own, which end with it. FOLDER and BUILD are the same folders in the machine; PLACE is an empty one for the
# machine's files; AGENT holds the agent's programs.
set -eu
folder=$1 build=$2 place=$3 agent=$4 endpoint=$5 metadata=$6 region=$7
here=$(cd "$(dirname "$0")" && pwd)

hostname machine
mount -t tmpfs machine "$place"
mkdir "$place/upper" "$place/work" "$place/root"
mount -t overlay -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" overlay "$place/root"
root=$place/root
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs run "$root/run"
for shared in "$folder" "$build"; do
    mkdir -p "$root$shared"
    mount --bind "$shared" "$root$shared"
done

for program in amazon-ssm-agent ssm-agent-worker ssm-document-worker; do
    touch "$root/usr/bin/$program"
    mount --bind "$agent/$program" "$root/usr/bin/$program"
done
# What shuts a machine down is systemctl by other names.
rm -f "$root/usr/bin/systemctl" "$root/usr/sbin/shutdown"
cp "$here/systemctl" "$root/usr/bin/systemctl"
cp "$here/shutdown" "$root/usr/sbin/shutdown"
rm -rf "$root/etc/amazon" "$root/var/lib/amazon" "$root/var/log/amazon" "$root/var/lib/enlist" "$root/etc/enlist"
mkdir -p "$root/etc/amazon/ssm" "$root/usr/lib/systemd/system"
printf '[Service]\nExecStart=/usr/bin/amazon-ssm-agent\n' >"$root/usr/lib/systemd/system/amazon-ssm-agent.service"
cat >"$root/etc/amazon/ssm/amazon-ssm-agent.json" <<END
{"Ssm": {"Endpoint": "$endpoint"}, "Mds": {"Endpoint": "$endpoint"},
 "Mgs": {"Endpoint": "$endpoint", "Region": "$region"}}
END
# What the unit would have in its environment, and what is run by hand too.
cat >"$root/run/machine.env" <<END
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
HOME=/root
AWS_ENDPOINT_URL=$endpoint
AWS_EC2_METADATA_SERVICE_ENDPOINT=$metadata
AWS_SHARED_CREDENTIALS_FILE=/dev/null
AWS_CONFIG_FILE=/dev/null
END
# The first process reaps what its children leave.
exec chroot "$root" /bin/bash -c 'echo ready; while :; do sleep 3600 & wait "$!"; done'
