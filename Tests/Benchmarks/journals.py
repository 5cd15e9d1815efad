"""What the journal costs: resuming after a long one, and writing it."""

import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

LINES = 100_000
RESUMED = """\
enlist: 1
name: long
steps:
  - wait-for: {file: /polled, every: 100ms}
    id: polling
  - run: {script: 'test -e "$ENLIST_ROOT/tried"', exit-statuses: {transient: [1]}, below-root: run}
    id: trying
    retry: [{on: transient, attempts: 100000, delay: 10ms, max-delay: 10ms}]
"""

# The polynomial 0x1EDC6F41, lowest bit first.
TABLE = list(range(256))
for _ in range(8):
    TABLE = [value >> 1 ^ (0x82F63B78 if value & 1 else 0) for value in TABLE]


def crc32c(data):
    register = 0xFFFFFFFF
    for byte in data:
        register = TABLE[(register ^ byte) & 0xFF] ^ register >> 8
    return register ^ 0xFFFFFFFF


def environment(root):
    """Where a run finds nothing but what lies below the root: its steps need no instance."""
    return {**os.environ, "ENLIST_ROOT": str(root), "ENLIST_COLOR": "never",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"}


def long_journal(enlist, root, pipeline, step):
    """Has a run killed in a step, and repeats what that did until the journal has its lines."""
    process = subprocess.Popen(
        [enlist, "run", "--pipeline", pipeline, "--json"], env=environment(root),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    attempts = 0
    for line in process.stdout:
        event = json.loads(line)
        attempts += event.get("step") == step and event["type"] in ("waiting", "attempt-failed")
        if attempts == 8:
            break
    process.kill()
    process.communicate()
    file = root / "var/lib/enlist/machine/journal.ndjson"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    # Whole rounds, from one attempt or look to the one before the next.
    kind = "waiting" if step == "polling" else "attempt-started"
    places = [place for place, line in enumerate(lines)
              if line.get("step") == step and line["type"] == kind]
    repeated = lines[places[1]:places[-1]]
    rounds = len(places) - 2
    # What a round takes by the clock, which does not go back from one to the next.
    took = repeated[-1]["clock"] - repeated[0]["clock"]
    lines = lines[:places[1]]
    for number in range(LINES - len(lines)):
        turn, place = divmod(number, len(repeated))
        line = dict(repeated[place])
        line["clock"] += turn * took
        if step == "trying" and "attempt" in line:
            line["attempt"] += turn * rounds
        lines.append(line)
    with file.open("wb") as journal:
        for number, line in enumerate(lines):
            del line["crc32c"]
            if number > 0:
                line["seq"] = number
            text = json.dumps(line, separators=(",", ":"))[:-1].encode()
            journal.write(b'%s,"crc32c":"%08x"}\n' % (text, crc32c(text)))
    return file


def resuming(enlist, folder):
    """Seconds of whole processes that go on after a long journal and end at once, by what it tells."""
    folder.mkdir()
    pipeline = folder / "pipeline.yaml"
    pipeline.write_text(RESUMED)
    results = {}
    for step in ("polling", "trying"):
        root = folder / step
        root.mkdir()
        if step == "trying":
            (root / "polled").touch()
        file = long_journal(enlist, root, pipeline, step)
        content = file.read_bytes()
        (root / "polled").touch()
        (root / "tried").touch()
        seconds = []
        for _ in range(9):
            file.write_bytes(content)
            start = time.monotonic()
            run = subprocess.run(
                [enlist, "run", "--pipeline", pipeline, "--json"], env=environment(root),
                capture_output=True, text=True)
            seconds.append(time.monotonic() - start)
            first, *_, last = map(json.loads, run.stdout.splitlines())
            assert first["type"] == "run-resumed" and last["outcome"] == "succeeded", run
        results[step] = seconds
    return results


def steps(enlist, folder, count):
    """Seconds of a whole run of so many steps that find their work done at once."""
    root = Path(folder) / "root"
    root.mkdir(exist_ok=True)
    (root / "there").touch()
    pipeline = Path(folder) / f"{count}.yaml"
    pipeline.write_text("enlist: 1\nname: many\nsteps:\n" + "".join(
        f"  - wait-for: {{file: /there}}\n    id: step-{number}\n" for number in range(count)))
    start = time.monotonic()
    subprocess.run(
        [enlist, "run", "--fresh", "--pipeline", pipeline, "--quiet"], env=environment(root), check=True)
    return time.monotonic() - start


def a_step(enlist, folder):
    """What one more step adds to a run, in seconds: its work (a look at a file), the engine's, its four
    events, their lines in the journal, and two `fdatasync`, which cost nothing where the folder is in
    memory.

    The quickest runs are compared: what else the machine does only ever adds."""
    few, many = 1, 101
    walls = {count: min(steps(enlist, folder, count) for _ in range(15))
             for count in (few, many)}
    return (walls[many] - walls[few]) / (many - few)


def report(enlist, folder):
    print("\nThe journal")
    names = {"polling": "of a step that polls", "trying": "of a step that fails and is tried again"}
    for step, seconds in resuming(enlist, folder / "long").items():
        print(f"  resuming after {LINES} lines {names[step]}: {statistics.median(seconds):.3f} s, "
              f"at most {max(seconds):.3f} s (goal: less than 0.5; {len(seconds)} whole runs)")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as memory:
        without = a_step(enlist, memory)
    print(f"  a step that finds its work done, with its events and its lines: {without * 1000:.2f} ms "
          f"(goal: less than 1 without fsync), with fsync {a_step(enlist, folder) * 1000:.2f} ms")
