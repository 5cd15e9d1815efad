"""Signals at random times: over joining, leaving and watching."""

import json
import signal
import time

import cloud as harness

# What may come to a process; the last two only keep it waiting.
WAYS = [["KILL"], ["KILL"], ["TERM"], ["INT"], ["HUP"], ["TERM", "KILL"], ["STOP", "KILL"],
        ["STOP", "CONT"], ["STOP", "CONT", "KILL"], ["TERM", "TERM"]]


def interrupt(stage, process, longest):
    """Sends signals at random times within the seconds given."""
    random = stage.random
    process.wait(random.uniform(0, longest))
    for name in random.choice(WAYS):
        process.send(getattr(signal, f"SIG{name}"))
        process.wait(random.uniform(0, 0.3))
    # Never left standing.
    process.process.send_signal(signal.SIGCONT) if not process.is_over() else None


def rounds(stage, *words, longest):
    """The same command again and again, each time interrupted; gives how each ended."""
    ended = []
    for _ in range(stage.random.randint(1, 3)):
        process = stage.start(*words)
        interrupt(stage, process, longest)
        ended.append(stage.keep(process.end(40)))
        if stage.random.random() < 0.2:
            stage.look()
    return ended


def joining(stage):
    provider = stage.random.choice(["opsworks", "opsworks", "systems-manager"])
    credentials = stage.random.choice(["instance-profile", "iam-user"])
    pipeline = stage.pipeline(provider, credentials)
    more = stage.random.choice([[], [], ["--revert-on-failure"]])
    ended = rounds(stage, "run", *harness.INPUTS, "--pipeline", pipeline, *more, longest=2)
    stage.join(pipeline=pipeline)
    stage.assert_joined(provider)
    return ended


def leaving(stage):
    credentials = stage.random.choice(["instance-profile", "iam-user"])
    stage.join(pipeline=stage.pipeline("opsworks", credentials))
    ended = rounds(stage, "leave", longest=1.5)
    stage.leave()
    stage.assert_left()
    return ended


def watching(stage):
    """The group removes the machine, and the watch that leaves for it is killed."""
    stage.join()
    scaling = {"instance": stage.machine, "ends-by": "group", "hook": "leaving",
               "heartbeat-timeout": 60}
    ended, told = [], False
    for _ in range(stage.random.randint(1, 2)):
        process = stage.start("watch", "--interval", "1s")
        process.wait(stage.random.uniform(0, 0.5))
        if not told:
            stage.cloud._ask("machines", "POST", json.dumps(scaling).encode())
            told = True
        interrupt(stage, process, 2)
        ended.append(stage.keep(process.end(40)))
    # The group is told once; a watch that comes later has nothing to do and would go on forever.
    process = stage.start("watch", "--interval", "1s")
    end = time.monotonic() + 40
    while not process.wait(0.1) and time.monotonic() < end:
        if stage.results():
            process.wait(2)
            process.send(signal.SIGTERM)
            break
    stage.keep(process.end(20))
    stage.assert_left()
    assert stage.results() == ["CONTINUE"], f"the group was told {stage.results()}"
    return ended
