"""Processes that outlive a step, and what enlist does as the first process of a container."""

import os
import shutil
import signal
import subprocess
import time

import pytest

from cloud import BUILD, wait_until
from test_general_steps import Machine


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def step(script, **more):
    return {"run": {"script": script, "below-root": "run", **more}}


AGENT = """(n=0; while [ $n -lt 400 ]; do n=$((n+1)); echo "a line of the agent $n"; echo x >&2
    [ $n -ne 2 ] || while [ ! -e "$ENLIST_ROOT/go" ]; do sleep 0.02; done; done
    echo $n >"$ENLIST_ROOT/beat") &
echo started"""


@pytest.mark.parametrize("user", [None, "root"])
def test_an_agent_that_prints_lives_on_after_enlist(machine, user):
    if user and os.geteuid() != 0:
        pytest.skip("only root may run programs as others")
    status, events, _ = machine.run([step(AGENT, **({"user": user} if user else {}))])
    assert status == 0, events
    notes = [event["message"] for event in events if event["type"] == "note"]
    assert any("holds this output" in note for note in notes), notes
    (machine.root / "go").touch()
    wait_until(lambda: (machine.root / "beat").exists(), "the agent goes on printing")
    assert (machine.root / "beat").read_text() == "400\n"


def test_nothing_is_said_of_one_that_prints_elsewhere(machine):
    status, events, _ = machine.run([step("sleep 0.5 >/dev/null 2>&1 & sleep 0.2; echo started")])
    assert status == 0, events
    assert not any("holds this output" in event.get("message", "") for event in events), events


@pytest.mark.waits(15)
def test_a_program_that_ended_while_enlist_was_stopped_is_done(machine):
    steps = [{**step('echo $$ >"$ENLIST_ROOT/pid"; sleep 0.5; echo woke'), "timeout": "2s"}]
    for _ in range(3):
        (machine.root / "pid").unlink(missing_ok=True)
        process = machine.start(steps, "--json", "--fresh")
        pid = machine.root / "pid"
        wait_until(lambda: pid.exists() and pid.read_text(), "the program has begun")
        process.send_signal(signal.SIGSTOP)
        child = f"/proc/{pid.read_text().strip()}/stat"
        wait_until(lambda: open(child).read().split(")")[-1].split()[0] == "Z", "the program ends")
        # Past the timeout, for which there is no other event than time.
        time.sleep(2.5)
        process.send_signal(signal.SIGCONT)
        output, errors = process.communicate(timeout=20)
        assert process.returncode == 0, (output, errors)
        assert "woke" in output


def test_the_first_process_of_a_container_waits_for_orphans_and_passes_signals_on(machine):
    unshare = shutil.which("unshare")
    contained = [unshare, "--fork", "--pid", "--mount-proc"] if unshare else ["false"]
    if subprocess.run([*contained, "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine may not make a container")
    machine.pipeline.write_text("""{"enlist": 1, "name": "test", "steps": [
        {"run": {"script": "for i in 1 2 3; do (sleep 0.05 &) ; done; sleep 0.4", "below-root": "run"}, "id": "a"},
        {"run": {"script": "grep -l '^State:.Z' /proc/[0-9]*/status | wc -l", "below-root": "run"}, "id": "b"},
        {"run": {"script": "touch $ENLIST_ROOT/there; exec sleep 60", "below-root": "run"}, "id": "c"}]}""")
    process = subprocess.Popen(
        [*contained, BUILD / "enlist", "run", "--fresh", "--pipeline", machine.pipeline],
        env={"PATH": os.environ["PATH"], "ENLIST_ROOT": str(machine.root),
             "AWS_EC2_METADATA_DISABLED": "true"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wait_until(lambda: (machine.root / "there").exists(), "the third step has begun")
    children = subprocess.run(["ps", "--ppid", str(process.pid), "-o", "pid="],
                              capture_output=True, text=True).stdout.split()
    os.kill(int(children[0]), signal.SIGTERM)
    output, _ = process.communicate(timeout=20)
    assert "b: script: 0\n" in output, output
    assert process.returncode == 4, output
