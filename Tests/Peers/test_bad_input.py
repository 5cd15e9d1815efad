"""Nonsense and malice, wherever something can be put in: refused with words, or taken as data."""

import json
import os
import subprocess
import tarfile

import pytest

from cloud import BUILD, INPUTS, local_cloud, temporary_folders
from installer import FOLDER, archive, entry, shop

STACK = {"name": "v3 prod web", "layers": [{"shortname": "shop"}]}
SCENARIO = {
    "stacks": [STACK], "instances": [{}],
    "timings": dict.fromkeys(["registering", "registration-setup", "assigning"], 0)}

# A file of this name would appear if anything were executed.
CANARY = "canary"
VALUES = {
    "empty": "",
    "a blank": " ",
    "unknown": "no-such-thing",
    "too long": "x" * 10_000,
    "not ASCII": "größe-日本-\U0001f680",
    "right to left": "\u202egnp.exe",
    "a command": f"$(touch {CANARY})",
    "another command": f"`touch {CANARY}`",
    "a further command": f"x; touch {CANARY} #",
    "a pipe": f"| touch {CANARY} &",
    "a quote": f"' ; touch {CANARY}; '",
    "a template": "${hostname}",
    "a template of nothing": "${no.such.fact}",
    "half a template": "${",
    "a bad template": "${a b}",
    "dollars": "$$",
    "an escape": "a\x1b[31mb\x07",
    "a line break": "a\nb",
    "a delete": "a\x7fb",
    "an option": "-rf",
    "a long option": "--help",
    "folders up": "../../../../../../etc/canary",
    "formats": "%s%n%x",
    "a list": "a,b",
    "a bracket": "[}",
}
MARKS = {name: pytest.param(value, id=name) for name, value in VALUES.items()}
values = pytest.mark.parametrize("value", MARKS.values())
# One of each sort, for tables with many other rows.
FEW = [
    "empty", "unknown", "too long", "not ASCII", "a command", "a quote", "a template",
    "a template of nothing", "an escape", "a line break", "a delete", "an option", "folders up"]

few = pytest.mark.parametrize("value", [MARKS[name] for name in FEW])


def in_yaml(names):
    """Values as a pipeline file would hold them."""
    return [pytest.param(json.dumps(VALUES[name], ensure_ascii=False), id=name) for name in names]


# What a step could change on the machine itself.
MACHINE = [
    "/etc/hostname", "/etc/hosts", "/etc/chef", "/etc/cinc", "/etc/enlist", "/etc/canary",
    "/var/lib/enlist"]


def state(*folders):
    """All that is in some folders, with whatever a change would change."""
    found = {}
    for folder in folders:
        for place, names, files in os.walk(folder):
            for name in [".", *names, *files]:
                path = os.path.join(place, name)
                status = os.lstat(path)
                found[path] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ino)
    for path in MACHINE:
        found[path] = os.lstat(path).st_mtime_ns if os.path.lexists(path) else None
    return found


class Sandbox:
    """Runs enlist where nothing but `ENLIST_ROOT` may change."""

    def __init__(self, cloud, folder):
        self.folder = folder
        self.cloud = cloud
        self.places = [folder / name for name in ["home", "tmp", "cwd", "root-0"]]
        for place in self.places:
            place.mkdir(exist_ok=True)
        self.home, self.tmp, self.cwd, self.root = self.places

    def run(self, *arguments, status, timeout=20, **environment):
        """Runs enlist to one of the given ends; what it prints must be fit for a terminal."""
        before = state(self.home, self.tmp, self.cwd)
        done = subprocess.run(
            [BUILD / "enlist", *arguments], cwd=self.cwd, stdin=subprocess.DEVNULL,
            env=self.cloud.environment(
                HOME=str(self.home), TMPDIR=str(self.tmp), **environment),
            capture_output=True, timeout=timeout)
        output, errors = done.stdout.decode(), done.stderr.decode()
        said = f"exit status {done.returncode}\n{output[-3000:]}\n{errors[-3000:]}"
        assert done.returncode in status, said
        for text in [output, errors]:
            assert not [c for c in text if ord(c) < 32 and c != "\n" or c in "\x7f\u202e"], said
        if done.returncode != 0:
            assert any(word in errors for word in ["remedy:", "what to do:", "Usage:"]), said
            # Whoever typed ten thousand characters need not read them again.
            assert len(errors) < 5000, said
        assert state(self.home, self.tmp, self.cwd) == before, said
        self.assert_only_the_root_is_touched()
        return said

    def pipeline(self, text):
        """A pipeline file with this text. One file for all tests: thousands slow pytest down."""
        file = self.folder / "pipeline.yaml"
        file.write_text(text)
        return file

    def assert_only_the_root_is_touched(self):
        for place, names, files in os.walk(self.root):
            assert CANARY not in names + files, place
        assert temporary_folders(self.root) == []


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A cloud for tests that leave nothing in it."""
    folder = tmp_path_factory.mktemp("cloud")
    with local_cloud(folder, SCENARIO) as cloud:
        yield Sandbox(cloud, folder)


# The four inputs, in each of their places

def inputs(but):
    return [word for name, value in zip(INPUTS[::2], INPUTS[1::2]) if name != f"--{but}"
            for word in [name, value]]


names = pytest.mark.parametrize("name", ["product", "environment", "platform", "major"])


def refused(said, name, place):
    """The error says which input, from where, and does not repeat it."""
    assert f"the input `{name}` (from {place})" in said, said
    assert "remedy:" in said


def is_plain(name, value):
    return value == "no-such-thing" and name != "major"


@names
@values
def test_an_input_on_the_command_line(shared, name, value):
    if is_plain(name, value):
        said = shared.run("run", *inputs(name), f"--{name}={value}", "--until", "look-up-stack",
                          status=[1])
        assert "no-such-thing" in said and "shop" in said or "v3 prod web" in said
        return
    if value == "":
        said = shared.run("run", *inputs(name), f"--{name}={value}", status=[64])
        assert f"Missing value for '--{name}" in said
        return
    refused(shared.run("run", *inputs(name), f"--{name}={value}", status=[65]), name, f"--{name}")


@names
@values
def test_an_input_in_the_environment(shared, name, value):
    if is_plain(name, value):
        return
    variable = f"ENLIST_{name.upper()}"
    refused(shared.run("plan", *inputs(name), status=[65], **{variable: value}), name, variable)


@names
@few
def test_an_input_by_set(shared, name, value):
    if is_plain(name, value):
        return
    said = shared.run("plan", *inputs(name), "--set", f"{name}={value}", status=[65])
    refused(said, name, "--set")


@names
@values
def test_an_input_in_the_inputs_file(tmp_path, shared, name, value):
    if is_plain(name, value):
        return
    file = shared.root / "etc/enlist/inputs.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{name}: {json.dumps(value, ensure_ascii=False)}\n")
    try:
        said = shared.run("plan", *inputs(name), status=[65])
    finally:
        file.unlink()
    assert f"{file}:1:" in said
    # A delete may not even be in the file; JSON does not escape it.
    if "\x7f" not in value:
        refused(said, name, str(file))


@names
def test_an_input_in_the_instances_tags(tmp_path, name):
    """A machine for each value: a tag is not the run's to set."""
    bad = {label: value for label, value in VALUES.items() if not is_plain(name, value)}
    machines = [{"tags": {f"enlist:{name}": value}} for value in bad.values()]
    with local_cloud(tmp_path, {**SCENARIO, "instances": machines}) as cloud:
        for number, value in enumerate(bad.values()):
            if value == "":
                # Metadata cannot tell an empty tag from its absence.
                continue
            box = Sandbox(cloud, tmp_path)
            said = box.run("plan", *inputs(name), status=[65],
                           AWS_EC2_METADATA_SERVICE_ENDPOINT=cloud.instances[number]["metadata"])
            refused(said, name, f"instance tag enlist:{name}")


@pytest.mark.parametrize("text, line", [
    ("produkt: shop\n", 1), ("product: [a]\n", 1), ("product: {a: b}\n", 1), ("product:\n", 1),
    ("product: a\nproduct: b\n", 2), ("- product\n", 1), ("product: &a b\n", 1), ("\tproduct: a\n", 1),
    ("product: true\n", 1), ("product: 1.5\n", 1), ("major: 03\n", 1), ("product: !!str a\n", 1)])
def test_an_inputs_file_that_is_no_good(shared, text, line):
    file = shared.root / "etc/enlist/inputs.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    try:
        said = shared.run("plan", status=[65])
    finally:
        file.unlink()
    assert f"{file}:{line}:" in said and "remedy:" in said


# Parameters of every kind

def kinds():
    listing = subprocess.run(
        [BUILD / "enlist", "steps", "--json"], capture_output=True, text=True, check=True,
        stdin=subprocess.DEVNULL)
    return json.loads(listing.stdout)


PARAMETERS = [(kind["name"], parameter["name"], parameter) for kind in kinds()
              for parameter in kind["parameters"]]
FACTS = {
    "stack.id": "s-1", "stack.name": "v3 prod web", "stack.arn": "arn:aws:opsworks:x",
    "stack.region": "us-east-1", "stack.api-region": "us-east-1", "layer.id": "l-1",
    "layer.document-parameters": "{}", "layer.associations": "[a-1]", "layer.name": "shop",
    "hostname": "shop1", "member.id": "m-1", "member.status": "registered"}
OTHERS = ["[]", "{}", "[[]]", "{a: {b: c}}", "null", "true", "-1", "0", "1.5", ".nan", ".inf",
          "[a, [b]]", '"\\0"', '["\\0", "-x", "$(touch canary)"]', '{"\\e": "-x"}', "{a: [1]}"]


# What a kind cannot do without, and what stands in its place.
COMPANIONS = {
    "run": {"command": '["true"]'}, "write-file": {"path": "/x", "content": "x"},
    "wait-for": {"file": "/"},
    "choose-hostname": {"apply": "true"}, "derive-hostname": {"apply": "true"},
    "fetch": {"url": "http://127.0.0.1:1/", "to": "/x", "unverified": "true"},
    "native": {"library": "libc.so.6", "symbol": "getpid", "signature": '"-> i32"',
               "below-root": "run"},
    "read-secret": {"parameter": "/shop/token", "gives": "secret.token"},
    "apply-document": {"document": "AWS-RunShellScript", "version": "1", "parameters": "{}"}}
INSTEAD = {"script": "command", "template": "content", "tcp": "file", "http": "file",
           "sha256": "unverified"}


def parameters(kind, name, text):
    """A kind with one parameter as it is given, and the others that it needs."""
    others = {other: value for other, value in COMPANIONS.get(kind, {}).items()
              if other not in (name, INSTEAD.get(name))}
    return ", ".join(f"{name}: {text}" for name, text in {**others, name: text}.items())


def step(text):
    return f"enlist: 1\nname: bad\ndeadline: 5s\nsteps:\n  - {text}\n    retry: none\n"


def facts(but=()):
    return [word for name, value in FACTS.items() if name not in but
            for word in ["--set", f"{name}={value}"]]


@pytest.mark.parametrize("text", [*in_yaml(FEW), *OTHERS])
@pytest.mark.parametrize("kind, name", [(kind, name) for kind, name, _ in PARAMETERS])
def test_a_parameter(shared, kind, name, text):
    file = shared.pipeline(step(f"{kind}: {{{parameters(kind, name, text)}}}"))
    said = shared.run("run", *INPUTS, "--pipeline", str(file), *facts(), status=[0, 1, 3, 5, 65, 69])
    if said.startswith("exit status 65"):
        assert f"{file}:5:" in said, said
        words = [f"`{name}`", "`no.such.fact`, which nothing gives", "a control character",
                 f"`{kind}` makes"]
        assert any(word in said for word in words), said


@pytest.mark.parametrize("kind", [kind["name"] for kind in kinds()])
def test_a_parameter_that_there_is_not(shared, kind):
    file = shared.pipeline(step(f"{kind}: {{no-such-thing: 1}}"))
    said = shared.run("run", *INPUTS, "--pipeline", str(file), *facts(), status=[65])
    assert f"{file}:5:" in said and "`no-such-thing`" in said, said


# Facts that are set by hand

@few
@pytest.mark.parametrize("fact, kind", [
    ("instance.id", "tag-instance"), ("instance.region", "tag-instance"),
    ("stack.name", "tag-instance"), ("hostname", "tag-instance"), ("layer.name", "tag-instance"),
    ("hostname", "register-instance"), ("stack.id", "register-instance"),
    ("stack.arn", "register-instance"), ("stack.api-region", "register-instance"),
    ("instance.id", "register-instance"), ("layer.id", "choose-hostname"),
    ("stack.id", "wait-until-registered"), ("member.id", "assign-layer")])
def test_a_fact_by_set(shared, fact, kind, value):
    file = shared.pipeline(step(f"{kind}: {{}}"))
    said = shared.run("run", *INPUTS, "--pipeline", str(file), *facts(but=[fact]),
                      "--set", f"{fact}={value}", status=[0, 1, 3, 64, 65, 77])
    assert "Fatal" not in said


@pytest.mark.parametrize("setting", [
    "", "=", "x", "Hostname=a", "a..b=c", "-a=b", "a b=c", "$(touch canary)=x", "ä=b", "x" * 10_000,
    "instance.identity=x", "instance.identity={document: 1, signature: 2}", "instance.identity=[",
    "instance.identity={document: a}", "made-up={", "made-up=&a *a"])
def test_a_setting_that_is_none(shared, setting):
    said = shared.run("plan", *INPUTS, "--set", setting, status=[64])
    assert "--set" in said


@few
@pytest.mark.parametrize("option", ["--only", "--skip", "--from", "--until", "--pipeline"])
def test_an_option(shared, option, value):
    said = shared.run("plan", *INPUTS, f"{option}={value}", status=[64, 65])
    assert option in said or option == "--pipeline"


@values
def test_a_word_that_is_no_option(shared, value):
    shared.run("plan", *INPUTS, value, status=[0] if value == "--help" else [64])
    shared.run(value, status=[0] if value == "--help" else [64])


@values
def test_a_kind_to_show(shared, value):
    shared.run("steps", "--", value, status=[64])


# Names, policies and kinds in a pipeline file

PLACES = [
    "enlist: {0}\nname: x\nsteps: [ohai-hint]", "enlist: 1\nname: {0}\nsteps: [ohai-hint]",
    "enlist: 1\nname: x\ndeadline: {0}\nsteps: [ohai-hint]", "enlist: 1\nname: x\nsteps: {0}",
    "enlist: 1\nname: x\nsteps: [{0}]", "enlist: 1\nname: x\nsteps: [{{{0}: {{}}}}]",
    "enlist: 1\nname: x\nsteps: [ohai-hint]\n{0}: 1", "{0}",
    *[f"enlist: 1\nname: x\nsteps:\n- ohai-hint:\n  {key}" for key in [
        "id: {0}", "timeout: {0}", "deadline: {0}", "on-failure: {0}", "retry: {0}", "{0}: 1",
        "retry: {{attempts: {0}}}", "retry: {{delay: {0}}}", "retry: {{factor: {0}}}",
        "retry: {{max-delay: {0}}}", "retry: {{jitter: {0}}}", "retry: {{on: {0}}}",
        "retry: {{on: [{0}]}}", "retry: {{rewind: {0}}}", "retry: {{{0}: 1}}"]],
    "enlist: 1\nname: x\nsteps: [ohai-hint: {{{0}: 1}}]", "enlist: 1\nname: x\nsteps: [ohai-hint: {0}]"]


@pytest.mark.parametrize("text", [
    *in_yaml(["empty", "too long", "not ASCII", "a template", "an escape", "a line break"]),
    "99999999999999999999", "-1", "1e400", "[[]]", "{a: b}", "null", "1ns", "9999999999999h", "0s"])
@pytest.mark.parametrize("place", PLACES)
def test_a_place_in_a_pipeline_file(shared, place, text):
    file = shared.pipeline(place.format(text))
    said = shared.run("plan", *INPUTS, "--pipeline", str(file), status=[0, 65])
    if said.startswith("exit status 0"):
        assert place.split("\n")[-1].strip().startswith(("name", "id", "retry", "steps: [ohai-hint: ")) \
            or "name: {0}" in place, said
    else:
        assert f"{file}:" in said, said


# Files

def yaml_of(count):
    return ("enlist: 1\nname: many\nsteps:\n" + "".join(
        f"  - ohai-hint: {{}}\n    id: s{number}\n" for number in range(count))).encode()


GOOD_FILE = "enlist: 1\nname: x\nsteps:\n  - ohai-hint\n"
FILES = {
    "empty": (b"", "is empty"),
    "blank": (b"\n\n# nothing\n", "is empty"),
    "a text": (b"hello", "should be a mapping"),
    "a list": (b"- a", "should be a mapping"),
    "two documents": ((GOOD_FILE + "---\n" + GOOD_FILE).encode(), "second document"),
    "a key twice": ((GOOD_FILE + "name: y\n").encode(), "a second time"),
    "a tab": (GOOD_FILE.replace("  -", "\t-").encode(), "not YAML"),
    "Latin-1": (GOOD_FILE.replace("x", "é").encode("latin-1"), "not UTF-8"),
    "UTF-16": (GOOD_FILE.encode("utf-16"), "not UTF-8"),
    "binary": (bytes(range(256)) * 64, "not UTF-8"),
    "zeros": (bytes(4096), "control character"),
    "an ELF file": (b"\x7fELF" + bytes(1000), "control character"),
    "an anchor": (b"enlist: 1\nname: &a x\nsteps: [*a]", "aliases"),
    "an alias to itself": (b"enlist: 1\nname: x\nsteps: &s [*s]", "aliases"),
    "laughs": (b"a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\n", "aliases"),
    "a merge": (b"enlist: 1\nname: x\n<<: {steps: [ohai-hint]}", "no key `<<`"),
    "a tag": (b"enlist: 1\nname: !!python/object/apply:os.system ['touch canary']\n", "tags"),
    "a directive": (b"%YAML 9.9\n---\nenlist: 1\n", "not YAML"),
    "deep lists": (b"enlist: 1\nname: x\nsteps: " + b"[" * 100_000, "deep"),
    "deep mappings": (b"steps: " + b"{a: " * 100_000, "deep"),
    "deep blocks": (b"".join(b" " * n + b"a:\n" for n in range(1000)), "deep"),
    "many steps": (yaml_of(100_000), "larger than 1 MiB"),
    "huge": (b"# " + b"x" * 50_000_000, "larger than 1 MiB"),
    "many parts": (b"steps: [" + b"a," * 400_000 + b"]", "parts"),
    "a long line": (b"enlist: 1\nname: " + b"x" * 900_000, "longer than 64"),
    "a long key": (b"k" * 900_000 + b": 1", "YAML"),
    "an open quote": (b'enlist: 1\nname: "x\n', "not YAML"),
    "an open bracket": (b"enlist: 1\nsteps: [a\n", "not YAML"),
    "no version": (b"name: x\nsteps: [ohai-hint]", "lacks the key `enlist`"),
    "a later version": (GOOD_FILE.replace("1", "2").encode(), "another version"),
    "an escape in a key": (b'"\\e[31m": 1\n', "no key"),
    "no steps": (b"enlist: 1\nname: x\nsteps: []", "no steps"),
}


@pytest.mark.parametrize("label", FILES)
def test_a_pipeline_file_that_is_no_good(tmp_path, shared, label):
    content, words = FILES[label]
    file = tmp_path / "pipeline.yaml"
    file.write_bytes(content)
    for command in ["plan", "run"]:
        said = shared.run(command, *INPUTS, "--pipeline", str(file), status=[65])
        assert words in said, said
        assert str(file) in said or label == "no steps", said


@pytest.mark.parametrize("content", [
    b"\xef\xbb\xbf" + GOOD_FILE.encode(), GOOD_FILE.replace("\n", "\r\n").encode(),
    GOOD_FILE.replace("\n", "\r").encode(), GOOD_FILE.rstrip().encode(),
    ("---\n" + GOOD_FILE + "...\n").encode(), b"%YAML 1.2\n---\n" + GOOD_FILE.encode(),
    yaml_of(1000)],
    ids=["a byte order mark", "CRLF", "CR", "no last line break", "document marks", "a directive",
         "1000 steps"])
def test_a_pipeline_file_that_is_good_all_the_same(tmp_path, shared, content):
    file = tmp_path / "pipeline.yaml"
    file.write_bytes(content)
    shared.run("plan", "--pipeline", str(file), status=[0])


def missing(path):
    pass


def folder(path):
    path.mkdir()


def fifo(path):
    os.mkfifo(path)


def endless(path):
    path.symlink_to("/dev/zero")


def terminal(path):
    path.symlink_to("/dev/tty")


def loop(path):
    path.symlink_to(path)


def dangling(path):
    path.symlink_to("nothing")


def own_memory(path):
    path.symlink_to("/proc/self/mem")


def text_from_the_kernel(path):
    path.symlink_to("/proc/kmsg")


@pytest.mark.parametrize("make, words", [
    (missing, "no such file"), (folder, "not a regular file"), (fifo, "not a regular file"),
    (endless, "not a regular file"), (terminal, "cannot be read"), (loop, "in a circle"),
    (dangling, "no such file"), (own_memory, "cannot be read"), (text_from_the_kernel, "cannot be read")])
@pytest.mark.parametrize("place", ["--pipeline", "inputs.yaml"])
def test_a_file_that_cannot_be_read(tmp_path, shared, place, make, words):
    if place == "--pipeline":
        file = tmp_path / "pipeline.yaml"
        make(file)
        said = shared.run("run", *INPUTS, "--pipeline", str(file), status=[65])
    else:
        file = shared.root / "etc/enlist/inputs.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        make(file)
        try:
            said = shared.run("plan", *INPUTS[:-2], status=[65])
        finally:
            if file.is_dir():
                file.rmdir()
            else:
                file.unlink(missing_ok=True)
        if words == "no such file":
            words = "the input `major` is missing"
    assert words in said and str(file) in said, said


@pytest.mark.parametrize("path", ["", "\x1b[31m", "x" * 5000, "a" * 300, "no/such/$(touch canary)"])
def test_a_path_that_is_none(shared, path):
    shared.run("plan", *INPUTS, f"--pipeline={path}", status=[64, 65])


# What registering downloads and runs

def link(name, target, **attributes):
    return entry(name, type=tarfile.SYMTYPE, linkname=str(target), **attributes)


ROOT = entry(f"{FOLDER}/", type=tarfile.DIRTYPE)
# Would run, if ever it came to that.
SCRIPT = f"#!/bin/sh\ntouch {CANARY} $ENLIST_ROOT/{CANARY}\n".encode()
BOOT = entry(f"{FOLDER}/boot-registration", SCRIPT)
HONEST = archive(ROOT, BOOT)
HOSTILE = {
    "an absolute path": lambda out: archive(ROOT, entry(f"{out}/{CANARY}", b"x"), BOOT),
    "folders up": lambda out: archive(ROOT, entry(f"{FOLDER}/../../../../{CANARY}", b"x"), BOOT),
    "a link out": lambda out: archive(
        ROOT, link(f"{FOLDER}/out", out), entry(f"{FOLDER}/out/{CANARY}", b"x"), BOOT),
    "a link up": lambda out: archive(
        ROOT, link(f"{FOLDER}/up", "../../.."), entry(f"{FOLDER}/up/{CANARY}", b"x"), BOOT),
    "a program that is a link out": lambda out: archive(
        ROOT, link(f"{FOLDER}/boot-registration", "/bin/true")),
    "a preconfig that is a link out": lambda out: archive(
        ROOT, link(f"{FOLDER}/preconfig", out / CANARY), BOOT),
    "a folder that is a link out": lambda out: archive(link(FOLDER, out), BOOT),
    "a hard link out": lambda out: archive(ROOT, BOOT, entry(
        f"{FOLDER}/passwd", type=tarfile.LNKTYPE, linkname="/etc/passwd")),
    "a hard link up": lambda out: archive(ROOT, BOOT, entry(
        f"{FOLDER}/up", type=tarfile.LNKTYPE, linkname=f"{FOLDER}/../../installer.tar.gz")),
    "a device": lambda out: archive(ROOT, BOOT, entry(
        f"{FOLDER}/null", type=tarfile.CHRTYPE, devmajor=1, devminor=3)),
    "set-user-id": lambda out: archive(ROOT, BOOT, entry(f"{FOLDER}/su", b"x", mode=0o4755)),
    "set-group-id": lambda out: archive(ROOT, BOOT, entry(f"{FOLDER}/su", b"x", mode=0o2755)),
    "a FIFO": lambda out: archive(ROOT, entry(f"{FOLDER}/boot-registration", type=tarfile.FIFOTYPE)),
    "a bomb": lambda out: archive(ROOT, BOOT, entry(f"{FOLDER}/zeros", bytes(600_000_000))),
    "no gzip": lambda out: b"#!/bin/sh\ntouch canary\n" * 100,
    "nothing": lambda out: b"",
    "cut off": lambda out: HONEST[:len(HONEST) // 2],
    "no boot-registration": lambda out: archive(ROOT, entry(f"{FOLDER}/readme", b"x")),
    "a folder for a program": lambda out: archive(
        ROOT, entry(f"{FOLDER}/boot-registration/", type=tarfile.DIRTYPE)),
    "another checksum": lambda out: HONEST,
}


@pytest.fixture(scope="module")
def registering(tmp_path_factory):
    """A cloud whose machine is told to fetch the installer from the test's own shop."""
    folder = tmp_path_factory.mktemp("registering")
    with shop() as installers:
        with local_cloud(folder, {**SCENARIO, "installer-url": installers.url}) as cloud:
            yield Sandbox(cloud, folder), installers


def register(box, status, sha256=None):
    parameters = f"{{sha256: '{sha256}'}}" if sha256 else "{}"
    file = box.pipeline(
        "enlist: 1\nname: bad\nsteps:\n  - look-up-stack\n  - choose-hostname\n"
        f"  - register-instance: {parameters}\n    retry: none\n")
    return box.run("run", *INPUTS, "--pipeline", str(file), status=status, timeout=60)


@pytest.mark.parametrize("label", HOSTILE)
def test_an_installer_that_is_no_good(registering, label):
    box, installers = registering
    out = box.folder / "out"
    out.mkdir(exist_ok=True)
    installers.archive = HOSTILE[label](out)
    before = state(out)
    said = register(box, [1], sha256="0" * 64 if label == "another checksum" else None)
    # Half an archive is trouble with the way; all others are what they are.
    failure = "transient" if label == "cut off" else "refused"
    assert f"`register-instance` failed ({failure}): " in said, said
    assert state(out) == before
    assert (box.root / "var/lib/enlist").exists() and "what to do:" in said
    stack, = box.cloud.state()["stacks"]
    assert stack["instances"] == []
