"""What `enlist plugins` says of plugins, and the ones that it begins."""

import json
import shutil
import subprocess

import pytest

from cloud import BUILD, IS_SANITIZED
from test_plugins import ENVIRONMENT, compile_plugin, enlist


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    return compile_plugin(tmp_path_factory.mktemp("plugins") / "libfaulty.so", "faulty.c")


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return compile_plugin(tmp_path_factory.mktemp("plugins") / "libgood.so", "good.c")


def check(tmp_path, plugin, *steps, options=()):
    example = tmp_path / "example.yaml"
    example.write_text(json.dumps({
        "enlist": 1, "name": "example", "plugins": [str(plugin)],
        "steps": [{step: {"text": "hello"}} for step in steps]}))
    ended = enlist("plugins", "check", plugin, "--example", example, "--json", *options)
    findings = [json.loads(line) for line in ended.stdout.splitlines()]
    return ended, {f["requirement"]: f["reason"] for f in findings if f["verdict"] == "FAIL"}


def test_a_step_that_keeps_all_rules(tmp_path, faulty):
    ended, failures = check(tmp_path, faulty, "well-behaved")
    assert (ended.returncode, failures) == (0, {}), ended.stderr


@pytest.mark.parametrize("step, requirement, reason", [
    pytest.param("keeps-memory", "keeps no memory, files or threads", " bytes allocated", marks=pytest.mark.skipif(
        IS_SANITIZED, reason="the C library does not see what the sanitizer's allocator gives away")),
    ("keeps-files", "keeps no memory, files or threads", " calls leave "),
    ("keeps-threads", "keeps no memory, files or threads", " threads running"),
    ("crashes-on-nothing", "survives odd values", "with `text` as ``: "),
    ("overflows", "survives odd values", "was killed by SIG"),
    ("ignores-its-end", "ends when it is told to", "had to be killed"),
    ("works-once", "can be done twice", "it is there already"),
    ("never-done", "can be done twice", "its check finds work to do when it is done"),
    ("needs-record", "is undone, and undone again", "was killed by SIGSEGV"),
    ("gives-nothing", "does its work, and gives what it says", "it does not give `given`"),
    ("requires-in-vain", "misses nothing that it requires",
     "`requires-in-vain`'s require returned 1 and does not say why"),
    ("records-as-it-looks", "misses nothing that it requires", "'s require returned 1 and"),
    ("left-once", "is left by `refuses`, and left again", "it has left already"),
    ("left-by-more", "is left by `needs-more`, and left again",
     "`needs-more` must be given `more`, which this step does not have"),
])
def test_a_rule_that_is_not_kept_is_found(tmp_path, faulty, step, requirement, reason):
    ended, failures = check(tmp_path, faulty, step, options=["--patience", "6"])
    assert ended.returncode == 5
    assert reason in failures[requirement], failures


def test_what_a_step_requires_and_is_left_by_is_tried(tmp_path, good):
    example = tmp_path / "example.yaml"
    example.write_text(json.dumps({
        "enlist": 1, "name": "e", "plugins": [str(good)],
        "steps": [{"join-club": {"path": str(tmp_path / "club"), "note": "x"}}]}))
    ended = enlist("plugins", "check", good, "--example", example)
    assert ended.returncode == 0, ended.stdout
    assert "  ok      misses nothing that it requires\n" in ended.stdout
    assert "  ok      is left by `leave-club`, and left again\n" in ended.stdout


def test_hosts_of_other_revisions_are_tried(tmp_path, faulty):
    dies = compile_plugin(tmp_path / "dies.so", "faulty.c", "-DDIES_OF_LATER_HOSTS")
    ended, failures = check(tmp_path, dies, "well-behaved")
    assert ended.returncode == 5
    assert failures == {"takes a host of revision 99, or declines it": f"{dies} was killed by SIGABRT"}
    later = compile_plugin(tmp_path / "later.so", "faulty.c", "-DNEEDS_REVISION_2")
    assert check(tmp_path, later, "well-behaved")[1] == {}


def test_an_executable_stack_is_found_here_as_newer_machines_refuse_it(tmp_path):
    stacked = compile_plugin(tmp_path / "stacked.so", "faulty.c", "-Wl,-z,execstack")
    failures = check(tmp_path, stacked, "well-behaved")[1]
    reason = failures["does without an executable stack"]
    assert reason.startswith(f"{stacked} needs an executable stack, which the loader refuses from glibc 2.41 on; ")
    assert "`-Wl,-z,noexecstack`" in reason and "nested functions" in reason


def test_a_check_is_readable(tmp_path, faulty):
    example = tmp_path / "example.yaml"
    example.write_text(f"enlist: 1\nname: e\nplugins: [{faulty}]\nsteps:\n"
                       "  - well-behaved: {text: a}\n  - gives-nothing: {text: a}\n")
    ended = enlist("plugins", "check", faulty, "--example", example)
    assert ended.stdout == f"""\
ok      does without an executable stack
ok      is loaded and states its steps
ok      states the same steps each time
ok      takes a host of revision 1, or declines it
ok      takes a host of revision 99, or declines it
well-behaved
  ok      does its work, and gives what it says
  ok      can be done twice
  ok      keeps no memory, files or threads
  ok      ends when it is told to
  ok      survives odd values
keeps-memory
  untried does its work
          no example has parameters for it
keeps-files
  untried does its work
          no example has parameters for it
keeps-threads
  untried does its work
          no example has parameters for it
crashes-on-nothing
  untried does its work
          no example has parameters for it
overflows
  untried does its work
          no example has parameters for it
ignores-its-end
  untried does its work
          no example has parameters for it
works-once
  untried does its work
          no example has parameters for it
never-done
  untried does its work
          no example has parameters for it
needs-record
  untried does its work
          no example has parameters for it
gives-nothing
  FAIL    does its work, and gives what it says
          it does not give `given`
requires-in-vain
  untried does its work
          no example has parameters for it
records-as-it-looks
  untried does its work
          no example has parameters for it
refuses
  untried does its work
          no example has parameters for it
left-once
  untried does its work
          no example has parameters for it
left-by-more
  untried does its work
          no example has parameters for it
needs-more
  untried does its work
          no example has parameters for it

{faulty}: 1 do not hold; 15 not tried, for lack of an example
"""


def test_a_plugin_that_cannot_be_loaded_fails_its_check(tmp_path):
    text = tmp_path / "text.so"
    text.write_text("no")
    ended = enlist("plugins", "check", text)
    assert ended.returncode == 5
    assert "FAIL    is loaded and states its steps\n" in ended.stdout
    assert "no shared library" in ended.stdout


def test_examples_that_are_none(tmp_path, good):
    example = tmp_path / "e.yaml"
    example.write_text("enlist: 1\nname: e\nsteps: [ohai-hint]\n")
    ended = enlist("plugins", "check", good, "--example", example)
    assert ended.returncode == 65 and "has no step of" in ended.stderr, ended.stderr
    assert enlist("plugins", "check", good, "--example", tmp_path / "none").returncode == 65


def test_a_list_of_a_pipelines_plugins(tmp_path, good, faulty):
    file = tmp_path / "p.yaml"
    file.write_text(f"enlist: 1\nname: p\nplugins: [{good}, {faulty}, ./none.so]\nsteps: [ohai-hint]\n")
    ended = enlist("plugins", "list", "--pipeline", file)
    assert ended.returncode == 5
    assert ended.stdout.startswith(f"good 1.0  {good}\n  steps: everything, make-folder, count, ")
    assert f"\n?  {tmp_path}/none.so\n" in ended.stdout
    assert f"{file}:3:" in ended.stderr and "No such file" in ended.stderr
    listed = json.loads(enlist("plugins", "list", "--pipeline", file, "--json").stdout)
    assert [plugin["name"] for plugin in listed] == ["good", "faulty", None]


def test_what_a_plugin_says_of_itself(good):
    ended = enlist("plugins", "describe", good)
    assert ended.returncode == 0
    assert ended.stdout.startswith(f"good 1.0\nfile: {good}\ninterface: version 1, revision 3\n\neverything: ")
    assert "signature: call, path:str -> status\n" \
        "can tell whether it is done: yes; can be undone: yes\n" \
        "can look beforehand at what it needs: no\nis left by: nothing\n" in ended.stdout
    assert "can look beforehand at what it needs: yes\nis left by: leave-club\n" in ended.stdout
    described = json.loads(enlist("plugins", "describe", good, "--json").stdout)
    assert [step["kind"]["name"] for step in described["steps"]][:2] == ["everything", "make-folder"]
    club = described["steps"][-2]
    assert (club["kind"]["name"], club["require"], club["leaving"]) == (
        "join-club", True, ["leave-club"])
    assert enlist("plugins", "describe", "/nowhere.so").returncode == 5


@pytest.mark.parametrize("language, program", [("c", "cc"), ("swift", "swift"), ("rust", "cargo")])
def test_a_new_plugin_builds_and_passes_its_check_at_once(tmp_path, language, program):
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    began = enlist("plugins", "new", "my-step", "--language", language, cwd=tmp_path)
    assert began.returncode == 0, began.stderr
    environment = dict(ENVIRONMENT, PATH=f"{BUILD}:{ENVIRONMENT['PATH']}", HOME=str(tmp_path))
    # Cargo's and rustup's own folders are in the home that is not this one.
    import os
    for name in ("CARGO_HOME", "RUSTUP_HOME"):
        folder = os.environ.get(name) or os.path.expanduser(f"~/.{name.split('_')[0].lower()}")
        if os.path.isdir(folder):
            environment[name] = folder
    made = subprocess.run(
        ["make", "-C", tmp_path / "my-step", "check"], env=environment, capture_output=True,
        text=True, timeout=240)
    assert made.returncode == 0, made.stdout + made.stderr
    assert "./libmy-step.so: everything holds\n" in made.stdout
    again = enlist("plugins", "new", "my-step", "--language", language, cwd=tmp_path)
    assert again.returncode == 69 and "File exists" in again.stderr


@pytest.mark.parametrize("name", ["", "Greet", "a/b", "1st", "a_b", "x" * 41, "../x"])
def test_names_that_are_none(tmp_path, name):
    ended = enlist("plugins", "new", name, "--language", "c", cwd=tmp_path)
    assert ended.returncode == 64
    assert list(tmp_path.iterdir()) == []
