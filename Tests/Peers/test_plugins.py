"""Steps of plugins: what good ones can do, and that no bad one takes enlist down."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from cloud import BUILD

FOLDER = Path(__file__).parent / "plugins"
HEADER = Path(__file__).parents[2] / "Sources/CEnlist/include"
ENVIRONMENT = {"PATH": os.environ["PATH"], "SECRET_OF_ENLIST": "x",
               "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"}


def compile_plugin(path, source, *options, header=HEADER):
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O0", "-w", f"-I{header}", *options, "-o", path,
         FOLDER / source, "-lpthread"], check=True)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("plugins")


@pytest.fixture(scope="module")
def good(folder):
    return compile_plugin(folder / "libgood.so", "good.c")


@pytest.fixture(scope="module")
def bad(folder):
    return compile_plugin(folder / "libbad.so", "bad.c")


class Ending:
    def __init__(self, ended):
        self.status = ended.returncode
        self.errors = ended.stderr
        self.events = [json.loads(line) for line in ended.stdout.splitlines()
                       if line.startswith("{")]

    def of(self, kind):
        return [event for event in self.events if event["type"] == kind]

    @property
    def failure(self):
        return self.of("attempt-failed")[-1]

    @property
    def gave(self):
        return self.of("attempt-succeeded")[-1]["gave"]


def enlist(*words, program=BUILD / "enlist", **more):
    return subprocess.run(
        [program, *words], env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, errors="replace", timeout=60, **more)


def run(tmp_path, plugin, *steps, options=(), program=BUILD / "enlist", **entry):
    """A run of a pipeline with these steps of a plugin."""
    file = tmp_path / "pipeline.yaml"
    file.write_text(json.dumps({
        "enlist": 1, "name": "test", "plugins": [{"file": str(plugin), **entry}],
        "steps": [step if isinstance(step, dict) else {step: {}, "retry": "none"}
                  for step in steps]}))
    return Ending(enlist(
        "run", "--pipeline", file, "--state-dir", tmp_path / "state", "--fresh", "--json",
        "--set", "instance.id=i-1", "--set", "hostname=web1", *options, program=program))


def lingering(ended):
    """The processes that a plugin has told of and that are still there."""
    numbers = [int(number) for event in ended.of("output")
               for number in re.findall(r"^child (\d+)$", event["line"])]
    assert numbers
    deadline = time.monotonic() + 5
    while True:
        left = []
        for number in numbers:
            try:
                if Path(f"/proc/{number}/stat").read_text().split()[2] != "Z":
                    left.append(number)
            except FileNotFoundError:
                pass
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.02)


# What good ones can do.

@pytest.mark.parametrize("isolation", ["process", "in-process"])
def test_values_of_each_type_arrive_and_facts_come_back(tmp_path, good, isolation):
    ended = run(tmp_path, good, {"everything": {"text": "${hostname}!", "number": 5}},
                isolation=isolation)
    assert ended.status == 0, ended.errors
    assert ended.gave == {
        "line": 'web1! 5 3 0.5 1 1 {"k":1} 2/65 nothing web1', "port": 8080}
    said = [(event["type"], event.get("message") or event.get("line") or event.get("reason"))
            for event in ended.events if event["type"] in ("note", "warning", "output", "waiting")]
    assert [line for line in said if "metadata" not in line[1]] == [
        ("output", "at the bottom"), ("note", "one"), ("note", "two"), ("warning", "take care"),
        ("note", "25 %: a quarter"), ("waiting", "a moment")]


def test_what_a_function_returns_is_the_fact_that_its_step_gives(tmp_path, good):
    assert run(tmp_path, good, {"count": {"text": "äb"}}).gave == {"length": 3}


def test_what_is_done_is_not_done_twice_and_is_undone_by_its_record(tmp_path, good):
    path = tmp_path / "made"
    steps = [{"make-folder": {"path": str(path)}}]
    assert run(tmp_path, good, *steps).status == 0 and path.is_dir()
    ended = run(tmp_path, good, *steps)
    assert ended.status == 0 and ended.of("already-done")
    fails = {"fail-as": {"class": 1}, "retry": "none"}
    assert run(tmp_path, good, *steps, fails, options=["--revert-on-failure"]).status == 1
    assert path.is_dir(), "was there before the run"
    path.rmdir()
    ended = run(tmp_path, good, *steps, fails, options=["--revert-on-failure"])
    assert not path.exists()
    assert [event["step"] for event in ended.of("revert-succeeded")] == ["make-folder"]


@pytest.mark.parametrize("number, name", enumerate(
    ["refused", "throttled", "transient", "credentials-pending", "conflict", "busy", "not-found",
     "timeout"], start=1))
def test_a_step_says_which_class_its_failure_is(tmp_path, good, number, name):
    ended = run(tmp_path, good, {"fail-as": {"class": number}, "retry": "none"})
    assert ended.status == 1 and ended.failure["class"] == name
    assert "it did not work" in ended.errors and "do it better" in ended.errors


def test_a_step_that_is_told_to_end_can_tidy_up(tmp_path, good):
    for step in ({"be-patient": {}, "timeout": "100ms", "retry": "none"},
                 {"in-a-hurry": {}, "retry": "none"}):
        ended = run(tmp_path, good, step)
        assert ended.failure["class"] == "timeout"
        assert "100ms; was waiting for nothing" in ended.errors, ended.errors
        assert "tidied up" in [event["message"] for event in ended.of("note")]


def test_one_process_serves_all_steps_of_a_plugin(tmp_path, good):
    began = time.monotonic()
    ended = run(tmp_path, good, *[{"count": {"text": "x"}, "id": f"c{i}"} for i in range(50)])
    assert len(ended.of("attempt-succeeded")) == 50
    assert time.monotonic() - began < 30


def test_plugins_are_first_class(tmp_path, good):
    root = tmp_path / "root"
    (root / "etc/enlist").mkdir(parents=True)
    (root / "etc/enlist/pipeline.yaml").write_text(
        f"enlist: 1\nname: mine\nplugins: [{good}]\nsteps:\n  - count: {{text: abc}}\n"
        "  - write-file: {path: /n, content: \"${length}\"}\n")
    here = dict(ENVIRONMENT, ENLIST_ROOT=str(root))

    def ask(*words):
        ended = subprocess.run(
            [BUILD / "enlist", *words], env=here, capture_output=True, text=True, timeout=60)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    assert "count: Counts the bytes of a text" in ask("steps", "count")
    assert "\nmake-folder " in ask("steps")
    assert "needs length (count)" in ask("plan")
    assert "takes length from count" in ask("graph")
    known = json.loads(ask("schema"))["$defs"]["step"]["anyOf"][1]["properties"]
    assert "count" in known and "make-folder" in known
    assert "good, pipeline mine" in ask("validate", str(root / "etc/enlist/pipeline.yaml"))
    assert "length=2" in ask("step", "count", "--with", "{text: ab, below-root: run}")
    assert "enlist steps | cut" in ask("--generate-completion-script", "bash"), "of all kinds here"
    (tmp_path / "script").write_text(
        "params text=abcd\nparams below-root=run\nnext\nprint length\nback count\n"
        "params text=ab\nnext\nprint length\nquit\n")
    debugged = subprocess.run(
        [BUILD / "enlist", "debug", "--commands", tmp_path / "script", "--set", "instance.id=i-1"],
        env=here, capture_output=True, text=True, timeout=60)
    assert debugged.stdout.count("Counts the bytes of a text") == 2, debugged.stdout
    said = re.findall(r"^\(enlist\) print length\n(.*)$", debugged.stdout, re.M)
    assert said == ["4", "2"], debugged.stdout + debugged.stderr
    # In a folder of its own, nothing of a plugin runs unasked: it could change the machine.
    refused = subprocess.run([BUILD / "enlist", "step", "count", "--with", "{text: ab}"], env=here,
                             capture_output=True, text=True, timeout=60)
    assert "below-root: run" in refused.stderr


def test_mistakes_are_found_before_anything_runs(tmp_path, good):
    def validate(*steps):
        file = tmp_path / "p.yaml"
        file.write_text(json.dumps({
            "enlist": 1, "name": "p", "plugins": [str(good)], "steps": list(steps)}))
        return enlist("validate", file)

    assert validate({"count": {"text": "x"}}).returncode == 0
    for step, words in [
        ({"count": {}}, "text"), ({"cuont": {"text": "x"}}, "did you mean `count`"),
        ({"count": {"txt": "x"}}, "did you mean `text`"),
        ({"everything": {"text": "x", "small": 4294967296}}, "is not from 0 to 4294967295"),
        ({"fail-as": {"class": "x"}}, "should be an integer"),
    ]:
        ended = validate(step)
        assert ended.returncode == 65 and words in ended.stderr, ended.stderr


# What bad ones do when they are loaded.

@pytest.mark.parametrize("macro, words", [
    ("NO_ENTRY", "does not export `enlist_plugin_entry_v1`"),
    ("OTHER_ENTRY", "speaks version 3 of the plugin interface, and this enlist version 1"),
    ("LATER_HOST", "needs revision 7 of the plugin interface, and this enlist has revisions 1 to 3"),
    ("NO_ABI", "its revision is 0"),
    ("DECLINES", "does not want to work with this enlist"),
    ("MISSING_FUNCTION", "uses the symbol `function_of_nowhere`, which no library"),
    ("CRASH_ON_LOAD", "was killed by SIGSEGV"),
    ("CRASH_IN_ENTRY", "was killed by SIGABRT"),
    ("EXIT_IN_ENTRY", "ended its process with exit status 0"),
    ("WILD_TABLE", "was killed by SIGSEGV"),
    ("WILD_STEPS", "was killed by SIGSEGV"),
    ("WILD_NAME", "was killed by SIGSEGV"),
    ("NULL_STEPS", "entries that is not there"),
    ("PLUGIN_TOO_SMALL", "its table says that it has 8 bytes"),
    ("STEP_TOO_SMALL", "an entry of a table says that it has 16 bytes"),
    ("MANY_STEPS", "it says that it has 4000000000 steps"),
    ("MANY_PARAMETERS", "says that it has 4000000000 parameters"),
    ("NO_STEPS", "it has no steps"),
    ("NO_RUN", "the step `bad-step` has no `run`"),
    ("RUN_IS_DATA", "the step `bad-step`: its `run` points to no function"),
    ("TWICE", "two steps of the kind `hang`"),
    ("BAD_KIND", "the kind of its step 1 is `Bad Step`"),
    ("BAD_SIGNATURE", "its signature cannot be read: at character 12, there is no type `i65`"),
    ("UNBOUND_NAME", "`devise` of its signature is neither a parameter nor a needed fact; is `device` meant?"),
    ("NO_NAME", "argument 1 of its signature has no name"),
    ("UNUSED_PARAMETER", "its signature does not take the parameter `device`"),
    ("RETURNS_FACT", "returns `i64`, which becomes the one fact that it gives, and it gives 0"),
    ("SECRET_NEED", "needs the fact `instance.identity`, which is secret"),
    ("LEFT_BY_ITSELF", "the step `bad-step` would be left by itself"),
    ("LEFT_BADLY", "a kind of a step by which it is left is `Bad Step`"),
    ("BUILT_IN_KIND", "steps of the kind `tag-instance`, which enlist has itself"),
    ("BAD_DEFAULT", "its parameter `size` has a default that is not from -2147483648 to 2147483647; "
     "the step `bad-step`: its parameter `text` has a default that is not JSON"),
])
def test_a_plugin_that_cannot_be_used_is_refused_with_the_reason(tmp_path, folder, macro, words):
    plugin = compile_plugin(folder / f"{macro}.so", "bad.c", f"-D{macro}")
    file = tmp_path / "p.yaml"
    file.write_text(f"enlist: 1\nname: p\nplugins: [{plugin}]\nsteps: [ohai-hint]\n")
    ended = enlist("plan", "--pipeline", file)
    assert ended.returncode == 5, (ended.returncode, ended.stderr)
    assert words in ended.stderr, ended.stderr
    assert ended.stderr.startswith(f"{file}:3:11: error: "), ended.stderr
    assert "    remedy: " in ended.stderr
    assert enlist("validate", file).returncode == 65


@pytest.mark.parametrize("macro", ["HANG_ON_LOAD", "HANG_IN_ENTRY"])
@pytest.mark.waits(10)
def test_a_plugin_that_hangs_as_it_is_loaded_is_ended(tmp_path, folder, macro):
    plugin = compile_plugin(folder / f"{macro}.so", "bad.c", f"-D{macro}")
    ended = enlist("steps", "hang", "--plugin", plugin)
    assert ended.returncode == 5
    assert "has not stated its steps within 10s" in ended.stderr, ended.stderr


def test_files_that_are_no_plugins(tmp_path, good):
    text = tmp_path / "text.so"
    text.write_text("not a library")
    other = tmp_path / "other.so"
    data = bytearray(good.read_bytes())
    data[18] = 183 if data[18] == 62 else 62
    other.write_bytes(data)
    writable = tmp_path / "writable.so"
    shutil.copy(good, writable)
    writable.chmod(0o666)
    for file, words in [(text, "no shared library"), (other, " was built for "),
                        (writable, "can be written by others"),
                        (tmp_path / "nowhere.so", "No such file")]:
        ended = enlist("steps", "count", "--plugin", file)
        assert ended.returncode == 5 and words in ended.stderr, ended.stderr


def test_two_plugins_with_one_kind(tmp_path, good):
    copy = tmp_path / "libcopy.so"
    shutil.copy(good, copy)
    # The same bytes would be the same plugin.
    with copy.open("ab") as end:
        end.write(b"\0")
    file = tmp_path / "p.yaml"
    file.write_text(
        f"enlist: 1\nname: p\nplugins:\n  - {good}\n  - file: {copy}\nsteps: [ohai-hint]\n")
    ended = enlist("plan", "--pipeline", file)
    assert ended.returncode == 5
    assert f"two plugins have steps of the kind `everything`: {good} and {copy}" in ended.stderr
    assert f"{file}:4:5: note: the first is named here" in ended.stderr


@pytest.mark.parametrize("entry, words", [
    ("{}", "the plugin has no `file`"), ("7", "`plugins` should be a string"),
    ("{file: a.so, sha256: abc}", "should be 64 hexadecimal digits"),
    ("{file: a.so, memory: lots}", "`memory` should be a size"),
    ("{file: a.so, isolation: none}", "`isolation` cannot be `none`"),
    ("{file: a.so, fils: 20}", "did you mean `file`"), ("''", "is not a file's path"),
])
def test_entries_that_make_no_sense(tmp_path, entry, words):
    file = tmp_path / "p.yaml"
    file.write_text(f"enlist: 1\nname: p\nplugins: [{entry}]\nsteps: [ohai-hint]\n")
    ended = enlist("validate", file)
    assert ended.returncode == 65 and words in ended.stderr, ended.stderr


# What bad ones do when they run.

@pytest.mark.parametrize("step, words", [
    ("crash-at-last", "was killed by SIGSEGV"), ("abort", "was killed by SIGABRT"),
    ("exit-well", "ended its process with exit status 0"),
    ("exit-at-once", "ended its process with exit status 7"),
    ("close-everything", "closed its connection"),
    ("rubbish-on-socket", "disturbed its connection: a frame is not JSON"),
    ("huge-frame", "disturbed its connection: a frame of 2147483647 bytes"),
    ("forged-reply", "disturbed its connection"),
    ("overflow-stack", "was killed by SIGSEGV"), ("eat-memory", "was killed by SIGABRT"),
    ("free-twice", "was killed by SIGABRT"),
])
def test_what_it_does_to_its_process_is_a_crashed_step(tmp_path, bad, step, words):
    ended = run(tmp_path, bad, step, memory="64MiB")
    assert ended.status == 5, (ended.status, ended.errors)
    assert ended.failure["class"] == "crashed"
    assert any(word in ended.errors for word in words.split("|")), ended.errors


def test_the_last_words_of_a_crash_are_in_the_error(tmp_path, bad):
    ended = run(tmp_path, bad, "crash-at-last")
    assert "        my last words" in ended.errors
    assert [event["message"] for event in ended.of("note")][-1] == "all is well"


@pytest.mark.parametrize("step, words", [
    ("give-foreign", "gave the fact `hostname`, which is not among the step's `gives`"),
    ("give-broken", "gave the fact `given` a value that is no text in UTF-8, not JSON"),
    ("give-null", "which is not among the step's `gives`"),
    ("give-nothing", "succeeded without giving `given`"),
    ("not-utf8", "no text in UTF-8"),
    ("fail-silently", "`fail-silently` returned -3 and does not say why"),
    ("fail-strangely", "it failed and does not say why"),
    ("eat-files", "`eat-files` returned 24"),
])
def test_what_it_says_wrongly_is_a_refused_step(tmp_path, bad, step, words):
    ended = run(tmp_path, bad, step, files=64)
    assert ended.status == 1, (ended.status, ended.errors)
    assert ended.failure["class"] == "refused" and words in ended.errors, ended.errors


@pytest.mark.parametrize("step", [
    "no-call", "leave-thread", "many-threads", "rubbish-on-output", "change-folder", "flood",
    "forged-progress"])
def test_what_does_no_harm_beyond_the_process(tmp_path, bad, step):
    ended = run(tmp_path, bad, step)
    assert ended.status == 0, ended.errors


def test_a_plugin_that_uses_up_its_processor_time_is_told_so(tmp_path, bad):
    ended = run(tmp_path, bad, "spin", cpu="1s")
    assert ended.status == 5 and ended.failure["class"] == "crashed"
    assert (f"{bad} used up the 1s of processor time that `cpu` allows its process"
            in ended.errors), ended.errors


def test_a_call_that_is_over_does_nothing(tmp_path, bad):
    ended = run(tmp_path, bad, {"use-former-call": {}, "id": "first"},
                {"use-former-call": {}, "id": "second"})
    assert ended.status == 0, ended.errors
    assert [event["gave"] for event in ended.of("attempt-succeeded")] == [{"given": "in time"}] * 2
    assert "late" not in [event["message"] for event in ended.of("note")]


def test_the_environment_is_not_enlists(tmp_path, bad):
    assert run(tmp_path, bad, "see-environment").gave == {"given": "hidden"}


@pytest.mark.parametrize("step", ["hang", "spin", "hang-with-child", "hang-with-session",
                                  "ignore-cancelling", "handle-signals"])
def test_what_hangs_is_killed_with_its_children(tmp_path, bad, step):
    ended = run(tmp_path, bad, {step: {}, "timeout": "200ms", "retry": "none"})
    assert ended.status == 1 and ended.failure["class"] == "timeout", ended.errors
    if "-with-" in step:
        assert lingering(ended) == []


@pytest.mark.parametrize("step", ["leave-child", "crash-with-child", "leave-session",
                                  "crash-with-session"])
def test_no_child_is_left_behind(tmp_path, bad, step):
    assert lingering(run(tmp_path, bad, step)) == []


def test_a_process_that_died_is_replaced(tmp_path, bad):
    ended = run(tmp_path, bad, {"abort": {}, "retry": {"on": ["crashed"], "attempts": 3, "delay": "0s"}})
    assert ended.status == 5 and len(ended.of("attempt-failed")) == 3


def test_another_file_under_the_plugins_name_is_noticed(tmp_path, good):
    plugin = tmp_path / "lib.so"
    compile_plugin(plugin, "bad.c")
    other = tmp_path / "other.so"
    shutil.copy(good, other)
    swap = {"run": {"command": ["mv", str(other), str(plugin)]}}
    ended = run(tmp_path, plugin, {"abort": {}, "on-failure": "continue", "retry": "none"}, swap,
                {"no-call": {}, "retry": "none"})
    assert ended.status == 5
    assert "states other steps than when the run was planned" in ended.errors, ended.errors


# The interface over time.

@pytest.mark.parametrize("compiler, language, standard", [
    (compiler, language, standard)
    for compiler, language, standards in [
        ("gcc", "c", ["c99", "c11", "c17"]), ("clang", "c", ["c99", "c11", "c17"]),
        ("g++", "c++", ["c++11", "c++17", "c++20"]), ("clang++", "c++", ["c++11", "c++17", "c++20"])]
    for standard in standards])
def test_the_header_compiles_without_a_word(tmp_path, compiler, language, standard):
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is not installed")
    source = tmp_path / "x.c"
    source.write_text('#include "enlist_plugin.h"\nint use(const enlist_host *h);\n'
                      "int use(const enlist_host *h) { return (int)h->abi; }\n")
    ended = subprocess.run(
        [compiler, "-x", language, f"-std={standard}", "-Wall", "-Wextra", "-Werror", "-pedantic",
         f"-I{HEADER}", "-c", source, "-o", tmp_path / "x.o"], capture_output=True, text=True)
    assert ended.returncode == 0 and ended.stderr == ""


def test_the_header_is_short_and_mostly_words():
    lines = (HEADER / "enlist_plugin.h").read_text().splitlines()
    words = [line for line in lines if line.strip().startswith(("/*", "*"))]
    assert len(lines) <= 325 and len(words) > len(lines) / 2


def test_a_plugin_of_the_first_revision_still_works(tmp_path, folder, good):
    old = compile_plugin(folder / "libold.so", "good.c", header=FOLDER / "revision1")
    ended = run(tmp_path, old, {"everything": {"text": "hi"}}, {"count": {"text": "x"}})
    assert ended.status == 0, ended.errors
    assert "in-a-hurry" not in enlist("steps", "--plugin", old).stdout
    assert "in-a-hurry" in enlist("steps", "--plugin", good).stdout


def test_a_plugin_of_the_second_revision_still_works(tmp_path, folder, good):
    old = compile_plugin(folder / "libsecond.so", "good.c", header=FOLDER / "revision2")
    ended = run(tmp_path, old, {"count": {"text": "x"}}, {"in-a-hurry": {}, "retry": "none"})
    assert "100ms" in ended.errors, "its later members count"
    assert "join-club" not in enlist("steps", "--plugin", old).stdout
    assert "join-club" in enlist("steps", "--plugin", good).stdout
    described = json.loads(enlist("plugins", "describe", old, "--json").stdout)
    assert described["abi"] == 2
    assert not any(step["require"] or step["leaving"] for step in described["steps"])


def test_a_plugin_of_a_later_revision_works_if_it_can_do_without(tmp_path):
    later = tmp_path / "later"
    later.mkdir()
    header = (HEADER / "enlist_plugin.h").read_text()
    for name in ("enlist_parameter", "enlist_step", "enlist_plugin"):
        header = header.replace(f"}} {name};", f"    const char *of_the_future[3];\n}} {name};")
    (later / "enlist_plugin.h").write_text(
        re.sub(r"#define ENLIST_PLUGIN_ABI \d+", "#define ENLIST_PLUGIN_ABI 99", header))
    plugin = compile_plugin(tmp_path / "liblater.so", "good.c", header=later)
    ended = run(tmp_path, plugin, {"everything": {"text": "hi"}}, {"in-a-hurry": {}, "retry": "none"})
    assert ended.gave["port"] == 8080 and "100ms" in ended.errors
