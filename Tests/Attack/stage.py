"""What an attempt plays on: a machine of a local cloud, its folders, and the judges of what is left."""

import os
import re
import signal
import stat
import threading
from pathlib import Path
from urllib.parse import quote

import cloud as harness
from processes import Attacked, Finding

HERE = Path(__file__).parent
PARAMETERS = "/enlist/v3/prod/web/shop"
MACHINES = 40
SCENARIO = {
    "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
    "parameters": {
        f"{PARAMETERS}/document": "AWS-ApplyChefRecipes",
        f"{PARAMETERS}/parameters/RunList": "recipe[shop]"},
    "cloudformation": [
        {"name": "web", "status": "CREATE_IN_PROGRESS", "resources": ["Group"]}],
    # Every other one is waited for.
    "instances": [
        {"agent-after": 0, **(
            {"auto-scaling": {"group": "h", "hook": "launching", "state": "Pending:Wait",
                              "heartbeat-timeout": 172_800},
             "tags": {"aws:cloudformation:stack-name": "web", "aws:cloudformation:logical-id": "Group"}}
            if number % 2 else {"auto-scaling": {"group": "g", "state": "InService"}})}
        for number in range(MACHINES)],
    "timings": {
        "registering": 0.05, "registration-setup": 0.05, "assigning": 0.05, "assignment-setup": 0.05,
        "unassigning": 0.1, "deregistering": 0.05, "document-delivery": 0.05, "document": 0.1},
}
BOUND = 40
PATIENCE = 15
# Places of the machine itself that joining would write to without ENLIST_ROOT.
REAL = ["/etc/chef", "/etc/aws", "/etc/enlist", "/etc/hostname", "/etc/hosts", "/var/lib/enlist",
        "/var/lib/aws", "/var/log/aws", "/opt/aws", "/root/.aws"]
# Files of the agent's installer that hold what it needs, in a private folder.
PRIVATE = {"preconfig", "request", "reply"}


class Stage:
    """A machine, on which one attempt is made."""

    def __init__(self, cloud, number, folder, random):
        self.cloud, self.number, self.random = cloud, number, random
        self.folder = folder
        self.root = cloud.root(number)
        self.outside = folder / "outside"
        for name in ("home", "tmp", "work"):
            (self.outside / name).mkdir(parents=True)
        (self.outside / "work" / "witness").write_text("as it was")
        units = self.root / "usr/lib/systemd/system"
        units.mkdir(parents=True)
        (units / "amazon-ssm-agent.service").write_text("[Service]\n")
        self.ended = []
        self.texts = []
        self.secrets = self._secrets()
        cloud.forget_requests()
        self.before = self._inventory()

    @property
    def machine(self):
        return self.cloud.instances[self.number]["id"]

    @property
    def is_launching(self):
        """Whether its group and CloudFormation wait for it."""
        return self.number % 2 == 1

    def pipeline(self, name, credentials="instance-profile", more=""):
        path = self.folder / f"{name}.yaml"
        text = (HERE / "pipelines" / f"{name}.yaml").read_text()
        path.write_text(text.replace("CREDENTIALS", credentials) + more)
        return path

    def start(self, *words, limits=(), **environment):
        environment = self.cloud.environment(
            self.number, HOME=str(self.outside / "home"), TMPDIR=str(self.outside / "tmp"),
            SWIFT_BACKTRACE="enable=no", **environment)
        return Attacked(
            harness.BUILD / "enlist", words, environment, self.outside / "work", limits)

    def enlist(self, *words, bound=BOUND, **keywords):
        process = self.start(*words, **keywords)
        # Joining has a deadline of its own here; leaving is as patient as it is important.
        if words[0] != "run" and not process.wait(PATIENCE):
            process.send(signal.SIGTERM)
        return self.keep(process.end(bound))

    def keep(self, ended):
        self.ended.append(ended)
        self.texts.append(ended.output + ended.errors)
        return ended

    def leave(self):
        """Leaves without anything in the way."""
        ended = self.enlist("leave")
        if ended.status != 0:
            raise Finding(f"a clean leave does not succeed: {ended}")

    def join(self, *more, pipeline=None):
        """Joins without anything in the way."""
        words = ["run", *harness.INPUTS, "--pipeline", pipeline or self.pipeline("opsworks"), *more]
        ended = self.enlist(*words)
        if ended.status != 0:
            raise Finding(f"a clean run does not join: {ended}")
        return ended

    def look(self):
        """Asks how things stand; whatever is on the disk, that is answered."""
        for words in (["status", "--json"], ["report"], ["analyze"], ["log"]):
            self.enlist(*words, "--instance", self.machine)

    # What is left -------------------------------------------------------------------------------

    def assert_joined(self, provider="opsworks"):
        harness.wait_until(lambda: not self.cloud.processes(self.number), "the installer's end")
        state = self.cloud.state()
        machine = next(m for m in state["machines"] if m["id"] == self.machine)
        tags = {name: tag for name, tag in machine["tags"].items() if not name.startswith(("aws:", "enlist:failure"))}
        if provider == "opsworks":
            member = self.cloud.member(self.number)
            assert member and member["layers"] == ["shop"], f"not a member of the layer: {member}"
            hostname = member["hostname"]
            made, undone = map(self._effects, ["RegisterInstance", "DeregisterInstance"])
            assert made <= 1 + undone, f"registered {made} times, deregistered {undone} times"
            users = self._users(state)
            assert len(users) <= 1, users
        else:
            hostname = f"shop-{self.machine}"
            commands = [command["status"] for command in state["systems-manager"]["commands"]
                        if command["instance"] == self.machine]
            assert commands == ["Success"], commands
        assert tags == {
            "Name": f"v3 prod web - {hostname}", "enlist:stack": "v3 prod web",
            "enlist:layer": "shop"}, tags
        if self.is_launching:
            assert self.results() == ["CONTINUE"], f"the group was told {self.results()}"
            signals = [signal["status"] for signal in state["cloudformation"][0]["signals"]
                       if signal["id"] == self.machine]
            assert signals and set(signals) == {"SUCCESS"}, f"CloudFormation was told {signals}"
        left = harness.temporary_folders(self.root)
        assert not left, f"left behind: {left}"

    def assert_left(self):
        harness.wait_until(lambda: not self.cloud.processes(self.number), "the installer's end")
        state = self.cloud.state()
        assert self.cloud.member(self.number) is None, "still a member"
        tags = next(m["tags"] for m in state["machines"] if m["id"] == self.machine)
        assert not [tag for tag in tags if not tag.startswith(("aws:", "enlist:failure"))], tags
        assert not self._users(state), self._users(state)

    def results(self):
        """What the Auto Scaling group was told when it waited."""
        machine = next(m for m in self.cloud.state()["machines"] if m["id"] == self.machine)
        return machine["auto-scaling"]["results"]

    def _users(self, state):
        """The IAM users that were made for the machine; their path says for which."""
        return [user for user in state["iam"]["users"] if f"/{self.machine}/" in user["path"]]

    def _effects(self, operation):
        # Of all clients: an assumed role is no machine's.
        return sum(
            entry["operation"] == operation and entry.get("status") == 200
            for entry in self.cloud.requests())

    def assert_untouched(self):
        """Nothing has changed outside the folder that stands for `/`."""
        after = self._inventory()
        changed = {path for path in self.before.keys() | after.keys()
                   if self.before.get(path) != after.get(path)}
        if changed:
            raise Finding(f"writes outside: {sorted(changed)}")

    def _inventory(self):
        found = {}
        for place in [self.outside, *REAL]:
            paths = [place]
            for folder, folders, names in os.walk(place):
                paths += [os.path.join(folder, name) for name in folders + names]
            for path in paths:
                try:
                    status = os.lstat(path)
                except OSError:
                    continue
                found[str(path)] = (status.st_mode, status.st_size, status.st_mtime_ns)
        return found

    # Secrets ------------------------------------------------------------------------------------

    def _secrets(self):
        role = self.cloud.role(self.number)
        values = [role["aws_secret_access_key"], role["aws_session_token"],
                  self.cloud.administrator["secret-access-key"],
                  *self.cloud.metadata("dynamic/instance-identity/signature", self.number).split()]
        return set(values)

    def assert_no_secret(self):
        for entry in self.cloud.requests():
            self.secrets.add(entry["headers"].get("x-aws-ec2-metadata-token", ""))
        files = list(self._files())
        for path, content in files:
            if path.name == "preconfig":
                found = re.search(r'^:secret_access_key: "(.*)"$', content, re.M)
                self.secrets.add(found[1] if found else "")
        # What a hostile reply has called a token may be anything.
        self.secrets = {secret for secret in self.secrets if len(secret) >= 8}
        places = [("what is printed", text) for text in self.texts]
        places += [(path, content) for path, content in files if path.name not in PRIVATE]
        for secret in self.secrets:
            for form in {secret, secret[:20], quote(secret, safe=""), secret.replace("/", "\\/")}:
                for place, text in places:
                    if form in text:
                        raise Finding(f"a secret is in {place}")

    def _files(self):
        for top in (self.root, self.outside):
            for folder, _, names in os.walk(top):
                for name in names:
                    path = Path(folder, name)
                    try:
                        if stat.S_ISREG(path.lstat().st_mode):
                            yield path, path.read_text(errors="replace")
                    except OSError:
                        pass


class Stages:
    """Machines for one attack, one after the other; a new cloud when one has no more of them."""

    def __init__(self, folder):
        self._folder = folder
        self._context = self._cloud = None
        self._clouds = self._used = 0

    def next(self, random):
        if self._cloud is None or self._used == MACHINES:
            self.close()
            place = self._folder / str(self._clouds)
            place.mkdir(parents=True)
            self._clouds += 1
            self._context = harness.local_cloud(place, SCENARIO)
            self._cloud = self._context.__enter__()
            self._used = 0
        self._used += 1
        number = self._used - 1
        folder = self._folder / f"{self._clouds - 1}-{number}"
        folder.mkdir()
        self._cloud.clear_faults()
        return Stage(self._cloud, number, folder, random)

    def close(self):
        if self._context:
            self._context.__exit__(None, None, None)
            self._context = self._cloud = None
