#!/bin/sh
# The recipe that enlist replaces, for Systems Manager: aws-cli, jq and loops, as user-data. Kept as people
# write it, but for the polls' interval, which would only add waiting. Usage: systems-manager.sh PRODUCT
# ENVIRONMENT PLATFORM MAJOR
set -e
token=$(curl -s -X PUT "$AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/api/token" \
    -H "X-aws-ec2-metadata-token-ttl-seconds: 21600")
identity=$(curl -s -H "X-aws-ec2-metadata-token: $token" \
    "$AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/dynamic/instance-identity/document")
instance=$(echo "$identity" | jq -r .instanceId)
region=$(echo "$identity" | jq -r .region)
layer="/enlist/v$4/$2/$3/$1"

associations=$(aws ssm list-associations --region "$region" |
    jq -r --arg layer "$layer" '.Associations[] |
        select(any(.Targets[]; .Key == "tag:enlist:layer" and any(.Values[]; . == $layer))) | .AssociationId')
[ -n "$associations" ]
aws ec2 create-tags --region "$region" --resources "$instance" --tags \
    "Key=Name,Value=v$4 $2 $3 - $1-$instance" "Key=enlist:stack,Value=v$4 $2 $3" "Key=enlist:layer,Value=$layer"
while :; do
    status=$(aws ssm describe-instance-information --region "$region" \
        --filters "Key=InstanceIds,Values=$instance" | jq -r '.InstanceInformationList[].PingStatus')
    [ "$status" != Online ] || break
    sleep 0.1
done
while :; do
    states=$(aws ssm describe-instance-associations-status --region "$region" --instance-id "$instance")
    missing=
    for id in $associations; do
        state=$(echo "$states" | jq -r --arg id "$id" \
            '.InstanceAssociationStatusInfos[] | select(.AssociationId == $id) | .Status')
        [ "$state" != Failed ] || exit 1
        [ "$state" = Success ] || missing=$id
    done
    [ -n "$missing" ] || break
    sleep 0.1
done
