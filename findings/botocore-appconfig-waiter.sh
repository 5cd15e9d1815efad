#!/usr/bin/env bash
# Surprise: botocore's AppConfig waiter for a ready environment cannot succeed: it waits for a spelling
# of the state that the same package's model of the service does not have, so a ready environment is
# polled until the attempts run out (999 of them, 30 seconds apart, by default: over 8 hours).
# For whom: everyone who deploys with `get_waiter("environment_ready_for_deployment")` or the aws-cli's
# `aws appconfig wait`, which is made from the same file; who generates waiters from these files.
# Versions: botocore 1.44.8.
# Guess: waiters are generated from the models, so each state a waiter waits for is in the enum it
# reads, and this one returns at the first READY_FOR_DEPLOYMENT.
# Seen: the waiter wants "ReadyForDeployment"; the model has READY_FOR_DEPLOYMENT. "Max attempts
# exceeded" after a reply that says ready each time. A rolled-back environment does not fail it either.
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

client = botocore.session.Session().create_client(
    "appconfig", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
states = client.meta.service_model.shape_for("EnvironmentState").enum
waiter = client.get_waiter("environment_ready_for_deployment")
wanted = [(a.state, a.expected) for a in waiter.config.acceptors]
default = (waiter.config.delay, waiter.config.max_attempts)
print("botocore", botocore.__version__)
print("states of the model:", states)
print("the waiter waits for:", wanted, "every", default[0], "s,", default[1], "times")


def outcome(state):
    with Stubber(client) as stub:
        for _ in range(3):
            stub.add_response("get_environment", {"ApplicationId": "app", "Id": "env", "State": state})
        try:
            waiter.wait(ApplicationId="abcd123", EnvironmentId="abcd123",
                        WaiterConfig={"Delay": 0, "MaxAttempts": 3})
            return "returned"
        except WaiterError as error:
            return str(error)


ready, rolled_back = outcome("READY_FOR_DEPLOYMENT"), outcome("ROLLED_BACK")
print("three replies READY_FOR_DEPLOYMENT:", ready)
print("three replies ROLLED_BACK:", rolled_back)
exhausted = "Waiter EnvironmentReadyForDeployment failed: Max attempts exceeded"
if (not {expected for _, expected in wanted} & set(states) and default == (30, 999)
        and ready == rolled_back == exhausted):
    print("held: no state that the model has ends the waiter")
else:
    sys.exit("changed: the waiter and the model no longer differ as described")
PY
