"""A journal whose numbers no run can have come to: looked at, and resumed."""

import copy
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cloud import BUILD

sys.path.append(str(Path(__file__).parent.parent / "Benchmarks"))
from journals import crc32c  # noqa: E402

PIPELINE = """\
enlist: 1
name: wild
steps:
  - wait-for: {file: /there, every: 100ms}
    id: waiting
  - run: {script: 'test -e "$ENLIST_ROOT/tried"', exit-statuses: {transient: [1]}, below-root: run}
    id: trying
    retry: [{on: transient, attempts: 2, delay: 10ms, max-delay: 10ms}]
"""
# Tests/JournalTests reads more of them.
WILD = ["1e300", "1e999", "-1", "9223372036854775807"]
MARK = "a wild number"
# In place of what a run without a service does not come to.
MORE = [
    {"type": "request", "service": "ec2", "operation": "DescribeTags", "try": 1, "status": 200,
     "duration": 0.002},
    {"type": "waiting", "delay": 1.0, "reason": "it"},
    {"type": "rewinding", "to": "waiting", "delay": 1.0, "class": "conflict"},
]
# As README.md has them: the run's own end, and what is said of a file that cannot be believed.
JOINED, FAILED, BAD_FILE = 0, 1, 65
LOOKS = [(look, "--instance", "machine") for look in ("status", "log", "analyze", "report")]


def enlist(root, *arguments):
    return subprocess.run(
        [BUILD / "enlist", *arguments], capture_output=True, timeout=20, env={
            **os.environ, "ENLIST_ROOT": str(root), "ENLIST_COLOR": "never",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"})


def journal(root):
    return root / "var/lib/enlist/machine/journal.ndjson"


def recorded(root, pipeline):
    """The lines of a run that failed and of one that went on with it and failed too, and more."""
    root.mkdir()
    (root / "there").touch()
    for _ in range(2):
        run = enlist(root, "run", "--pipeline", pipeline)
        assert run.returncode == 1, run
    lines = [json.loads(line) for line in journal(root).read_text().splitlines()]
    failed = max(place for place, line in enumerate(lines) if line.get("type") == "attempt-failed")
    assert any(line.get("type") == "run-resumed" for line in lines)
    common = {name: lines[failed][name] for name in ("time", "run", "step", "attempt", "clock")}
    lines[failed]["retry-after"] = 1.5
    lines[failed:failed] = [{"seq": 0, **common, **line} for line in MORE]
    lines[failed:failed] = [{"seq": 0, **common, "type": "recorded", "receipt": {}}]
    return lines


def write(root, lines, wild="0"):
    number = 0
    with journal(root).open("wb") as file:
        for line in lines:
            line = {name: value for name, value in line.items() if name != "crc32c"}
            number = 0 if "journal" in line else number + 1
            if number and line["seq"] != MARK:
                line["seq"] = number
            text = json.dumps(line, separators=(",", ":")).replace(f'"{MARK}"', wild)[:-1].encode()
            file.write(b'%s,"crc32c":"%08x"}\n' % (text, crc32c(text)))


def places(lines):
    """Each numeric field, once, in the last line that has it."""
    found = {}
    for place, line in enumerate(lines):
        for name, value in line.items():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                found[name] = place
    return [(place, name) for name, place in found.items()]


def test_wild_numbers_in_a_journal_are_damage_at_most(tmp_path):
    pipeline = tmp_path / "pipeline.yaml"
    pipeline.write_text(PIPELINE)
    lines = recorded(tmp_path / "recorded", pipeline)
    found = places(lines)
    assert {"seq", "attempt", "clock", "elapsed", "delay", "done", "duration", "try", "status",
            "retry-after", "process", "journal"} <= {name for _, name in found}

    def attempt(job):
        (place, name), wild = job
        wrong = []
        root = tmp_path / f"{place}-{name}-{WILD.index(wild)}"
        journal(root).parent.mkdir(parents=True, mode=0o700)
        (root / "there").touch()
        altered = copy.deepcopy(lines)
        altered[place][name] = MARK
        write(root, altered, wild)
        looks = [*LOOKS, ("run", "--pipeline", pipeline)]
        for look in looks:
            try:
                process = enlist(root, *look)
            except subprocess.TimeoutExpired:
                wrong.append((lines[place].get("type"), name, wild, look, "hangs"))
                continue
            if process.returncode not in (JOINED, FAILED, BAD_FILE):
                said = process.stderr[-300:].decode()
                wrong.append((lines[place].get("type"), name, wild, look, process.returncode, said))
        return wrong

    write(tmp_path / "recorded", lines)  # As it is, it can be believed.
    for look in LOOKS:
        whole = enlist(tmp_path / "recorded", *look)
        assert whole.returncode == (FAILED if look[0] == "status" else 0), (look, whole)
    jobs = [(place, wild) for place in found for wild in WILD]
    with ThreadPoolExecutor(2) as pool:
        wrong = [each for result in pool.map(attempt, jobs) for each in result]
    assert wrong == [], "\n".join(map(str, wrong))


def test_a_clock_that_goes_back_is_damage(tmp_path):
    pipeline = tmp_path / "pipeline.yaml"
    pipeline.write_text(PIPELINE)
    root = tmp_path / "recorded"
    lines = recorded(root, pipeline)
    lines[-1]["clock"] = 0
    write(root, lines)
    for look in LOOKS:
        assert enlist(root, *look).returncode == BAD_FILE, look
    run = enlist(root, "run", "--pipeline", pipeline)
    assert b"its `clock` goes back" in run.stdout + run.stderr, run
