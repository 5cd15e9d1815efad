#!/usr/bin/env bash
# Surprise: botocore's waiters for stacks do not end where stacks end. `stack_create_complete` is a success
# for UPDATE_ROLLBACK_FAILED, and for updates that are under way; for a stack that was imported it waits an
# hour. `stack_delete_complete` gives up a stack that is UPDATE_COMPLETE and waits for one that is
# CREATE_COMPLETE. `stack_update_complete` waits an hour for a stack that was deleted, seen by its ARN.
# For whom: pipelines that take a waiter's return for a healthy stack, or its end for something that
# comes soon: `aws cloudformation wait` has the same model.
# Versions: botocore 1.44.8, its own Stubber in the place of CloudFormation.
# Guess: each state that a stack stays in (…_COMPLETE, …_FAILED) ends each of these waiters, and only
# the state that it is named after, or a later healthy one, is a success.
# Seen: of the 13 such states stack_create_complete ends for 10, stack_update_complete for 4, and
# stack_delete_complete for 7. The model of the states is newer than that of the waiters: IMPORT_… is
# known to one only, stack_import_complete.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check botocore==1.44.8

env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python" - <<'PY'
import sys

import botocore
import botocore.session
from botocore.exceptions import WaiterError
from botocore.stub import Stubber

print("botocore", botocore.__version__)
session = botocore.session.Session()
client = session.create_client("cloudformation", region_name="us-east-1",
                               aws_access_key_id="a", aws_secret_access_key="b")
STATES = session.get_service_model("cloudformation").shape_for("StackStatus").enum
LASTING = [state for state in STATES if state.endswith(("_COMPLETE", "_FAILED"))]
WAITERS = ("stack_create_complete", "stack_update_complete", "stack_delete_complete")


def outcome(name, state):
    """What a waiter makes of a stack that stays as it is: three looks, without a pause."""
    stack = {"StackName": "s", "CreationTime": 0, "StackStatus": state}
    with Stubber(client) as stub:
        for _ in range(3):
            stub.add_response("describe_stacks", {"Stacks": [stack]})
        try:
            client.get_waiter(name).wait(StackName="s", WaiterConfig={"Delay": 0, "MaxAttempts": 3})
            return "success"
        except WaiterError as error:
            return "waits" if "Max attempts exceeded" in str(error) else "failure"


seen = {(name, state): outcome(name, state) for name in WAITERS for state in STATES}
for name in WAITERS:
    config = client.get_waiter(name).config
    print(f"{name}, {config.delay * config.max_attempts} s:")
    for result in "success", "failure", "waits":
        print(f"  {result}:", *[state for state in LASTING if seen[name, state] == result])
EXPECTED = {
    ("stack_create_complete", "UPDATE_ROLLBACK_FAILED"): "success",
    ("stack_create_complete", "UPDATE_FAILED"): "success",
    ("stack_create_complete", "UPDATE_ROLLBACK_IN_PROGRESS"): "success",
    ("stack_create_complete", "IMPORT_COMPLETE"): "waits",
    ("stack_delete_complete", "UPDATE_COMPLETE"): "failure",
    ("stack_delete_complete", "CREATE_COMPLETE"): "waits",
    ("stack_update_complete", "DELETE_COMPLETE"): "waits",
    ("stack_update_complete", "ROLLBACK_COMPLETE"): "waits",
}
ended = [sum(seen[name, state] != "waits" for state in LASTING) for name in WAITERS]
print(f"of {len(LASTING)} lasting states they end for", *ended)
differing = [key for key, value in EXPECTED.items() if seen[key] != value]
if differing or ended != [10, 4, 7] or len(LASTING) != 13:
    sys.exit(f"changed: the waiters do not end as described: {differing}")
print("held: a failed update is a success of the waiter for creation, and most lasting states end none")
PY
