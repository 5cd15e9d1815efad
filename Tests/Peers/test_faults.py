"""Every fault of the local cloud, at every call of a run.

A fault that happens once must not keep an instance from joining; one that goes on must end the run in
time, with the right exit status, failure class and remedy. Afterwards a second run joins.
"""

import json
import time
from collections import Counter
from pathlib import Path

import pytest

from cloud import local_cloud, on_clouds

PIPELINE = str(Path(__file__).parent / "quick.yaml")
# The pipeline's deadline, and time to spare.
LONGEST = 35

SCENARIO = {
    "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
    "instances": [{"count": 150}],
    "timings": {
        "registering": 0.05, "registration-setup": 0.05, "assigning": 0.05,
        "assignment-setup": 0.05},
}

FAULTS = {
    "throttled": {"error": "throttled"},
    "failed": {"error": "internal-failure"},
    "dropped before": {"drop": "before"},
    "dropped after": {"drop": "after"},
    "cut off": {"cut-off": 1},
    "malformed": {"malformed": True},
    "slow": {"latency": 2.5},
    "expired credentials": {"error": "expired-credentials"},
    "late credentials": {"status": 404},
    "clock skew": {"skew": 3600},
    "access denied": {"error": "access-denied"},
    "wrong region": {"error": "ResourceNotFoundException", "message": "Unable to find it"},
}
# These do not pass by themselves, so a run does not wait for that.
LASTING = {"access denied", "wrong region"}


def group(call):
    """Which row of the tables below a call belongs to."""
    client, service, operation, _ = call
    if service == "metadata":
        if client == "installer":
            return "installer's metadata"
        return "role" if "security-credentials" in operation else "metadata"
    if operation == "RegisterInstance":
        return "registration"
    return "download" if service == "installer" else "service"


UNSIGNED = "nobody signs it, so there is nothing to expire and no clock in it"
NO_ROLE = "it is not where credentials come from"
NO_REGION = "it is in no region"

# For each fault and group of calls: how a run ends where the fault goes on (exit status, failure class,
# what the remedy says), or why the fault makes no sense there.
JOINS = (0, None, None)
TRANSIENT = (1, "transient", "try again")
GOES_ON = {
    "throttled": {
        "metadata": (69, "throttled", "wait"),
        "role": (3, "throttled", "wait"),
        "service": (3, "throttled", "start fewer instances at once"),
        "download": (1, "throttled", "wait"),
        "installer's metadata": (1, "transient", "check the way"),
        "registration": (1, "throttled", "wait"),
    },
    "failed": {
        "metadata": (69, "transient", "wait and try again"),
        "role": (69, "transient", "wait and try again"),
        "service": (1, "transient", "wait and try again"),
        "download": (1, "transient", "wait"),
        "installer's metadata": (1, "transient", "check the way"),
        "registration": (1, "transient", "wait and try again"),
    },
    "dropped before": {
        "metadata": (69, "transient", "try again"),
        "role": (69, "transient", "try again"),
        "service": TRANSIENT,
        "download": TRANSIENT,
        "installer's metadata": (1, "transient", "check the way"),
        "registration": (1, "transient", "check the way"),
    },
    "dropped after": {
        "metadata": (69, "transient", "try again"),
        "role": (69, "transient", "try again"),
        "service": TRANSIENT,
        "download": TRANSIENT,
        "installer's metadata": (1, "transient", "check the way"),
        "registration": JOINS,
    },
    "cut off": {
        "metadata": (69, "transient", "try again"),
        "role": (69, "transient", "try again"),
        "service": TRANSIENT,
        "download": TRANSIENT,
        "installer's metadata": (1, "transient", "check the way"),
        "registration": JOINS,
    },
    "malformed": {
        "metadata": (69, "transient", "check that"),
        "role": (69, "transient", "check that"),
        "service": (1, "transient", "check that the endpoint is the service's own"),
        "download": (1, "transient", "whether it arrived whole"),
        "installer's metadata": (1, "crashed", "read below"),
        "registration": JOINS,
    },
    "slow": {
        "metadata": (3, "timeout", "the metadata service"),
        "role": (3, "timeout", "more time"),
        "service": (3, "timeout", "more time"),
        "download": (3, "timeout", "more time"),
        "installer's metadata": (3, "timeout", "more time"),
        "registration": JOINS,
    },
    "expired credentials": {
        "metadata": (69, "transient", "wait and try again"),
        "role": (69, "transient", "wait and try again"),
        "service": (77, "credentials-pending", "newer ones"),
        "download": UNSIGNED,
        "installer's metadata": (1, "crashed", "read below"),
        "registration": (77, "credentials-pending", "newer credentials"),
    },
    "late credentials": {
        "metadata": NO_ROLE,
        "role": (77, "credentials-pending", "attach an instance profile"),
        "service": NO_ROLE,
        "download": NO_ROLE,
        "installer's metadata": (1, "crashed", "read below"),
        "registration": NO_ROLE,
    },
    "clock skew": {
        "metadata": UNSIGNED,
        "role": UNSIGNED,
        "service": (1, "credentials-pending", "set the clock"),
        "download": UNSIGNED,
        "installer's metadata": UNSIGNED,
        "registration": (1, "credentials-pending", "set the clock"),
    },
    "access denied": {
        "metadata": (69, "refused", "modify-instance-metadata-options"),
        "role": (69, "refused", "modify-instance-metadata-options"),
        "service": (77, "refused", "allow {service}:{operation}"),
        "download": (1, "refused", "check the address"),
        "installer's metadata": (1, "crashed", "read below"),
        "registration": (77, "refused", "allow opsworks:RegisterInstance"),
    },
    "wrong region": {
        "metadata": NO_REGION,
        "role": NO_REGION,
        "service": (1, "not-found", "region"),
        "download": NO_REGION,
        "installer's metadata": NO_REGION,
        "registration": (1, "refused", "region"),
    },
}

# Where one call of a group differs from the others: by fault, and the call's last words.
TOKEN, DOCUMENT, SIGNATURE = "api/token", "identity/document", "identity/signature"
ROLE_NAME, ROLE = "security-credentials/", "security-credentials/enlist"
GOES_ON_EXCEPT = {
    # Half a token is refused like an old one; half a role's name is the name of no role.
    ("malformed", "metadata", TOKEN): (69, "transient", "wait and try again"),
    # Who connects and hears nothing at all is told of the hop limit.
    ("slow", "metadata", TOKEN): (69, "transient", "hop limit"),
    # Whether there is a group is then asked of the group itself.
    ("malformed", "metadata", "target-lifecycle-state"): JOINS,
    ("malformed", "role", ROLE_NAME): (77, "credentials-pending", "attach an instance profile"),
    # Half a signature looks like a whole one. enlist does not look at it; OpsWorks does, when the
    # installer has sent it.
    ("malformed", "metadata", SIGNATURE): (1, "refused", "read below"),
    ("malformed", "installer's metadata", DOCUMENT): (1, "refused", "read below"),
    ("malformed", "installer's metadata", SIGNATURE): (1, "refused", "read below"),
    ("malformed", "installer's metadata", ROLE): (77, "credentials-pending", "newer credentials"),
    ("late credentials", "installer's metadata", TOKEN): NO_ROLE,
    ("late credentials", "installer's metadata", DOCUMENT): NO_ROLE,
    ("late credentials", "installer's metadata", SIGNATURE): NO_ROLE,
    # What was done without an answer is found to be done by the next attempt.
    ("dropped after", "service", "AssignInstance"): JOINS,
    ("cut off", "service", "AssignInstance"): JOINS,
    ("malformed", "service", "AssignInstance"): JOINS,
    ("slow", "service", "AssignInstance"): JOINS,
    ("wrong region", "service", "DescribeStacks"):
        "a wrong region has no such stack, which is no error of the call: see test_endings.py",
}
# Where a fault that happens once does not end in joining, though it may pass, or the other way round.
ONCE_EXCEPT = {
    # The installer cannot tell that it has read half of them, and sends them on.
    ("malformed", "installer's metadata", DOCUMENT): (1, "refused", "read below"),
    ("malformed", "installer's metadata", SIGNATURE): (1, "refused", "read below"),
    # Nobody knows what the installer died of, so it is run again.
    ("access denied", "installer's metadata", None): JOINS,
    # EC2, as OpsWorks, may take a moment until it knows everywhere what is new.
    ("wrong region", "service", "CreateTags"): JOINS,
    ("wrong region", "service", "DescribeInstances#3"): JOINS,
}


def exception(table, call, fault):
    for (name, calls, last), outcome in table.items():
        names = (call[2], f"{call[2]}#{call[3]}")
        if (name, calls) == (fault, group(call)) and (
                last is None or any(name.endswith(last) for name in names)):
            return outcome
    return None


def expectation(call, fault, goes_on):
    """How the run ends, or why there is none."""
    outcome = exception(GOES_ON_EXCEPT, call, fault) or GOES_ON[fault][group(call)]
    if goes_on or isinstance(outcome, str):
        return outcome
    return exception(ONCE_EXCEPT, call, fault) or (outcome if fault in LASTING else JOINS)


def name(call):
    client, service, operation, count = call
    return f"{client}: {service} {operation}#{count}"


def calls_of_a_clean_run(cloud):
    """Each call that a run makes, as (client, service, operation, its count); polls only once."""
    finished = cloud.run("--pipeline", PIPELINE)
    assert finished.status == 0, finished
    calls, counts, last = [], Counter(), None
    for entry in cloud.requests():
        kind = (entry["service"], entry["operation"])
        counts[kind] += 1
        asked = sorted(json.loads(entry["body"])) if entry["body"].startswith("{") else None
        if (kind, asked) != last:
            client = "enlist" if "enlist" in entry["headers"]["user-agent"] else "installer"
            calls.append((client, *kind, counts[kind]))
        last = (kind, asked)
    return calls


class Cell:
    """One fault at one call, once or going on, and what came of it."""

    def __init__(self, call, fault, goes_on):
        self.call, self.fault, self.goes_on = call, fault, goes_on
        self.expected = expectation(call, fault, goes_on)
        self.found, self.seconds, self.problem, self.was_made = None, 0, None, True

    def try_out(self, cloud, number):
        _, service, operation, count = self.call
        rule = {
            "service": service, "operation": operation,
            "calls": f"{count}-" if self.goes_on else str(count), **FAULTS[self.fault]}
        if self.fault == "slow" and service == "metadata":
            rule["latency"] = 6  # Metadata's own limit is shorter than a step's, at 5 s.
        try:
            cloud.set_faults(rule)
            begin = time.monotonic()
            run = cloud.run("--pipeline", PIPELINE, "--json", number=number, timeout=LONGEST)
            self.seconds = time.monotonic() - begin
            # A poll is left out where an earlier answer has said already that the member is registered.
            self.was_made = cloud.fault_matches()[0] >= count
            self._judge(run)
            cloud.clear_faults()
            second = cloud.run("--pipeline", PIPELINE, number=number)
            assert second.status == 0, f"the second run: {second}"
            cloud.assert_joined(number)
        except Exception as problem:
            self.problem = f"{type(problem).__name__}: {problem}"
        finally:
            cloud.clear_faults()

    def _judge(self, run):
        failures = run.events("step-failed", "preparation-failed")
        last = failures[-1] if run.status else {}
        self.found = (run.status, last.get("class"), last.get("remedy"), last.get("message"))
        status, failure_class, remedy = self.expected if self.was_made else JOINS
        assert self.found[:2] == (status, failure_class), "ended otherwise"
        if remedy:
            remedy = remedy.format(service=self.call[1], operation=self.call[2])
            assert remedy in last["remedy"], f"the remedy should say “{remedy}”"

    def __str__(self):
        strength = "on and on" if self.goes_on else "once"
        line = f"{name(self.call)} | {self.fault}, {strength} | "
        if self.found is None:
            return line + str(self.problem)
        status, failure_class, remedy, message = self.found
        line += f"{status} {failure_class or ''} after {self.seconds:.1f} s"
        if self.problem:
            line += f"\n    expected {self.expected}: {self.problem}\n    {message}; {remedy}"
        return line


@pytest.mark.waits(120)
def test_a_run_joins_or_ends_well_and_a_second_run_joins(tmp_path):
    # So slowly that it is waited for.
    with local_cloud(tmp_path, {**SCENARIO, "timings": {**SCENARIO["timings"], "registration-setup": 0.5}}) as cloud:
        calls = calls_of_a_clean_run(cloud)
    # A call that the run makes and that nobody has thought of, or that it makes no more.
    assert len(calls) == 22, "\n".join(map(name, calls))
    cells = [
        Cell(call, fault, goes_on)
        for call in calls for fault in FAULTS for goes_on in (False, True)]
    # Those that wait longest go first, so that nobody waits for them in the end.
    on_clouds(
        tmp_path, SCENARIO,
        sorted(
            (cell for cell in cells if not isinstance(cell.expected, str)),
            key=lambda cell: cell.fault != "slow"),
        lambda cloud, number, cell: cell.try_out(cloud, number))
    print(*cells, sep="\n")
    assert sum(not cell.was_made for cell in cells) < 10
    wrong = [str(cell) for cell in cells if cell.problem]
    if wrong:
        pytest.fail(f"{len(wrong)} of {len(cells)}:\n" + "\n".join(wrong), pytrace=False)
