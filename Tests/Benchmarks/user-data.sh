#!/bin/sh
# The recipe that enlist replaces: aws-cli, jq and a loop, as user-data. Kept as people write it, but
# for the polls' interval, which would only add waiting. Usage: user-data.sh PRODUCT ENVIRONMENT PLATFORM MAJOR
set -e
token=$(curl -s -X PUT "$AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/api/token" \
    -H "X-aws-ec2-metadata-token-ttl-seconds: 21600")
identity=$(curl -s -H "X-aws-ec2-metadata-token: $token" \
    "$AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/dynamic/instance-identity/document")
instance=$(echo "$identity" | jq -r .instanceId)
region=$(echo "$identity" | jq -r .region)

mkdir -p "$ENLIST_ROOT/etc/chef/ohai/hints"
echo > "$ENLIST_ROOT/etc/chef/ohai/hints/ec2.json"
dpkg -s libyaml-0-2 > /dev/null

stack=$(aws opsworks describe-stacks --region us-east-1 |
    jq -r --arg name "v$4 $2 $3" '.Stacks[] | select(.Name == $name) | .StackId')
layer=$(aws opsworks describe-layers --region us-east-1 --stack-id "$stack" |
    jq -r --arg name "$1" '.Layers[] | select(.Shortname == $name) | .LayerId')
hostname=$(aws opsworks get-hostname-suggestion --region us-east-1 --layer-id "$layer" |
    jq -r .Hostname)
aws ec2 create-tags --region "$region" --resources "$instance" \
    --tags "Key=Name,Value=v$4 $2 $3 - $hostname"
aws opsworks register --region us-east-1 --use-instance-profile --infrastructure-class ec2 \
    --stack-id "$stack" --override-hostname "$hostname" --local
while :; do
    member=$(aws opsworks describe-instances --region us-east-1 --stack-id "$stack" |
        jq -c --arg id "$instance" '.Instances[] | select(.Ec2InstanceId == $id)')
    [ "$(echo "$member" | jq -r .Status)" != registered ] || break
    sleep 0.1
done
aws opsworks assign-instance --region us-east-1 --layer-ids "$layer" \
    --instance-id "$(echo "$member" | jq -r .InstanceId)"
