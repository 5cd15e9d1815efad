"""A local cloud of a test's own, and enlist against it."""

import contextlib
import itertools
import json
import os
import queue
import signal
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

PACKAGE = Path(__file__).parents[2]
# `make test` has the programs for instances, and `make sanitize` those with AddressSanitizer in them.
BUILD = Path(os.environ.get("ENLIST_BUILD", PACKAGE / ".build/debug"))
IS_SANITIZED = "ENLIST_SANITIZE" in os.environ
# For what an optimised build, or one with Swift's runtime inside, does not show.
UNOPTIMISED = Path(os.environ.get("ENLIST_UNOPTIMISED_BUILD", PACKAGE / ".build/debug"))
INPUTS = ["--product", "shop", "--environment", "prod", "--platform", "web", "--major", "3"]


class Cloud:
    """A running `localcloud serve`."""

    def __init__(self, ready, folder):
        self.endpoint = ready["endpoint"]
        self.instances = ready["instances"]
        self.administrator = ready["administrator"]
        self._administration = ready["administration"]
        self._folder = folder

    def state(self):
        """All but the machines' agents, which change by themselves, and the reasons of failed runs."""
        state = self._get("state")
        state["systems-manager"].pop("agents")
        for machine in state["machines"]:
            machine["tags"].pop("enlist:failure", None)
        return state

    def reason(self, number=0):
        """What the last run that failed on an instance has written to its tag; nothing where none has."""
        machine = self.instances[number]["id"]
        return next(entry["tags"].get("enlist:failure") for entry in self._get("state")["machines"] if entry["id"] == machine)

    def agents(self):
        return self._get("state")["systems-manager"]["agents"]

    def requests(self):
        return self._get("requests")["requests"]

    def forget_requests(self):
        self._ask("requests", "DELETE")

    def set_faults(self, *rules):
        self._ask("faults", "POST", json.dumps({"faults": list(rules)}).encode())

    def fault_matches(self):
        """How many requests each fault rule was for, not only those that it hit."""
        return [rule["matched"] for rule in self._get("faults")["faults"]]

    def clear_faults(self):
        self._ask("faults", "DELETE")

    def member(self, number=0):
        """The member that an instance is, with the instance's tags as `tags`; there may be one."""
        machine = self.instances[number]["id"]
        state = self.state()
        members = [
            member for stack in state["stacks"] for member in stack["instances"]
            if member.get("ec2-instance-id") == machine]
        assert len(members) <= 1, f"registered {len(members)} times: {members}"
        tags = next(entry["tags"] for entry in state["machines"] if entry["id"] == machine)
        return dict(members[0], tags=tags) if members else None

    def assert_joined(self, number=0):
        """Asserts that an instance is a member, in its layer and with its tags; gives the member."""
        member = self.member(number)
        assert member, "not a member"
        assert member["layers"] == ["shop"], member
        assert member["tags"] == {
            "Name": f"v3 prod web - {member['hostname']}",
            "enlist:stack": "v3 prod web", "enlist:layer": "shop"}, member
        return member

    def restart_agent(self, number=0):
        """What `systemctl restart amazon-ssm-agent` does on a real instance."""
        self._ask(f"agents/{self.instances[number]['id']}/restart", "POST", b"")

    def _get(self, name):
        return self._ask(name, "GET")

    def _ask(self, name, method, body=None):
        request = urllib.request.Request(f"{self._administration}/{name}", body, method=method)
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.load(reply)

    @property
    def administrator_key(self):
        """A key that may do everything, as boto3 takes it."""
        return {"aws_access_key_id": self.administrator["access-key-id"],
                "aws_secret_access_key": self.administrator["secret-access-key"]}

    def role(self, number=0):
        """The key of an instance's role, as boto3 takes it."""
        key = json.loads(self.metadata("meta-data/iam/security-credentials/enlist", number))
        return {"aws_access_key_id": key["AccessKeyId"],
                "aws_secret_access_key": key["SecretAccessKey"],
                "aws_session_token": key["Token"]}

    def metadata(self, path, number=0):
        """What an instance's metadata says at a path below `latest`."""
        endpoint = self.instances[number]["metadata"] + "/latest/"
        token = urllib.request.Request(
            endpoint + "api/token", method="PUT",
            headers={"X-aws-ec2-metadata-token-ttl-seconds": "60"})
        with urllib.request.urlopen(token, timeout=10) as reply:
            headers = {"X-aws-ec2-metadata-token": reply.read().decode()}
        request = urllib.request.Request(endpoint + path, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.read().decode()

    def root(self, number=0):
        """The folder that stands for an instance's `/`."""
        named = self.instances[number].get("root")
        root = Path(named) if named else self._folder / f"root-{number}"
        root.mkdir(exist_ok=True)
        return root

    def environment(self, number=0, **more):
        """What the processes of an instance see; nothing of the caller's AWS settings."""
        environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("AWS_", "ENLIST_")) and not name.lower().endswith("_proxy")}
        environment.update(
            AWS_ENDPOINT_URL=self.endpoint,
            AWS_EC2_METADATA_SERVICE_ENDPOINT=self.instances[number]["metadata"],
            AWS_SHARED_CREDENTIALS_FILE="/dev/null", AWS_CONFIG_FILE="/dev/null",
            ENLIST_PIPELINE="opsworks", ENLIST_ROOT=str(self.root(number)))
        environment.update({name: value for name, value in more.items() if value is not None})
        for name in [name for name, value in more.items() if value is None]:
            environment.pop(name, None)
        return environment

    def start(self, *arguments, number=0, preexec=None, program=BUILD / "enlist", **environment):
        """Starts enlist on an instance."""
        return subprocess.Popen(
            [program, *arguments], env=self.environment(number, **environment),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=preexec)

    def enlist(self, *arguments, number=0, timeout=60, **environment):
        """Runs enlist on an instance to its end."""
        process = self.start(*arguments, number=number, **environment)
        try:
            output, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
            raise AssertionError(f"enlist did not end within {timeout} s:\n{output}\n{errors}")
        return Finished(process.returncode, output, errors)

    def run(self, *arguments, inputs=None, **keywords):
        """`enlist run` with the default inputs, or others in the place of some."""
        changed = list(INPUTS)
        for name, value in (inputs or {}).items():
            changed[changed.index(f"--{name}") + 1] = value
        return self.enlist("run", *changed, *arguments, **keywords)


    def processes(self, number=0):
        """The command lines of all processes that an instance has left running, by their ids."""
        mark = f"ENLIST_ROOT={self.root(number)}".encode()
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    if command:  # Nothing is left of one that has ended but its number.
                        found[int(entry.name)] = command
            except OSError:
                pass
        return found


class Finished:
    """How a run of enlist ended."""

    def __init__(self, status, output, errors):
        self.status = status
        self.output = output
        self.errors = errors

    def __repr__(self):
        return f"exit status {self.status}\n{self.output}\n{self.errors}"

    def events(self, *types):
        """The events that `--json` printed, of the types given or all."""
        events = [json.loads(line) for line in self.output.splitlines()]
        return [event for event in events if not types or event["type"] in types]


def wait_until(condition, what, seconds=20):
    """Waits for something that nobody announces."""
    deadline = time.monotonic() + seconds
    interval = 0.005
    while not (result := condition()):
        assert time.monotonic() < deadline, f"in vain: {what}"
        time.sleep(interval)
        interval = min(2 * interval, 0.04)  # Asking costs what is waited for its processor.
    return result


def on_clouds(folder, scenario, jobs, work, clouds=6):
    """Does `work(cloud, number, job)` for all jobs, a few at once, each cloud one after another.

    The number is of an instance that no other job has had; the scenario has to have enough of them.
    """
    waiting, problems = queue.SimpleQueue(), []
    for job in jobs:
        waiting.put(job)

    def worker(place):
        place.mkdir()
        try:
            with local_cloud(place, scenario) as cloud:
                for number in itertools.count():
                    try:
                        job = waiting.get_nowait()
                    except queue.Empty:
                        return
                    try:
                        work(cloud, number, job)
                    except AssertionError as problem:
                        problems.append(problem)
                        cloud.clear_faults()
        except BaseException as problem:
            problems.append(problem)

    threads = [
        threading.Thread(target=worker, args=[folder / str(place)]) for place in range(clouds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems, "\n\n".join(map(str, problems))


def contents(root):
    """All that is below a folder that stands for `/`, but for the journals and the way to them."""
    found = []
    for place, folders, files in os.walk(root):
        path = Path(place).relative_to(root)
        if path.parts[:3] == ("var", "lib", "enlist") and (Path(place) / "lock").exists():
            folders.clear()
            continue
        found += [str(path / name) for name in files]
        found += [str(path / name) for name in folders if (Path(place) / name).is_symlink()]
        if not folders and not files and path.parts:
            found.append(str(path))
    return found


def temporary_folders(root):
    """What enlist makes for its programs and removes after them."""
    return list((root / "var/lib/enlist").glob("enlist-*"))


@contextlib.contextmanager
def local_cloud(folder, scenario=None, faults=None):
    """Starts a cloud and ends it."""
    arguments = [BUILD / "localcloud", "serve", "--ready-file", folder / "ready.json"]
    for option, content in [("--scenario", scenario), ("--faults", faults)]:
        if content is not None:
            path = folder / f"{option[2:]}.json"
            path.write_text(json.dumps(content))
            arguments += [option, path]
    with open(folder / "localcloud.log", "w+") as log:
        process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + 20
            while not (folder / "ready.json").exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise AssertionError(f"localcloud did not start:\n{log.read()}")
                time.sleep(0.01)
            yield Cloud(json.loads((folder / "ready.json").read_text()), folder)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)
