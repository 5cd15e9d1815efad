"""A process under attack: started, sent signals, and watched until its end."""

import os
import re
import resource
import signal
import subprocess
import threading
import time

# What README.md says that enlist ends with; 66 and 75 are those of `enlist status`.
STATUSES = {0, 1, 3, 4, 5, 64, 65, 69, 77}
CRASHES = re.compile(
    r"Fatal error|Precondition failed|Program crashed|Backtrace|Segmentation fault|AddressSanitizer"
    r"|terminate called|stack smashing|double free|corrupted size|Illegal instruction")
# What has no place in text for a terminal or a log.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")
MOST_MEGABYTES = 300
MOST_OUTPUT = 4 << 20


class Finding(Exception):
    """Something that the campaign looks for."""


class Ended:
    """How a process ended."""

    def __init__(self, words, status, output, errors, seconds, megabytes):
        self.words, self.status, self.output, self.errors = words, status, output, errors
        self.seconds, self.megabytes = seconds, megabytes

    def __repr__(self):
        return (f"enlist {' '.join(self.words)}: {outcome(self.status)} after {self.seconds:.1f} s, "
                f"{self.megabytes:.0f} MB\n{self.output[-3000:]}\n{self.errors[-3000:]}")


def outcome(status):
    return signal.Signals(-status).name if status < 0 else str(status)


class Drain(threading.Thread):
    """Reads a pipe to its end, and keeps the beginning."""

    def __init__(self, pipe):
        super().__init__(daemon=True)
        self.pipe, self.kept, self.count = pipe, b"", 0
        self.start()

    def run(self):
        while block := self.pipe.read1(1 << 16):
            self.count += len(block)
            if len(self.kept) < MOST_OUTPUT:
                self.kept += block


class Attacked:
    """A process of enlist that has been started."""

    def __init__(self, program, words, environment, folder, limits=()):
        def prepare():
            for kind, value in limits:
                resource.setrlimit(kind, (value, value))

        self.words = [str(word) for word in words]
        self.sent = set()
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [program, *self.words], env=environment, cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=prepare if limits else None)
        self.drains = [Drain(self.process.stdout), Drain(self.process.stderr)]
        self.status = None
        self.megabytes = 0

    def is_over(self):
        if self.status is None:
            self._measure()
            self.status = self.process.poll()
        return self.status is not None

    def _measure(self):
        """Its peak so far; what the kernel says at its end begins with that of this program."""
        try:
            with open(f"/proc/{self.process.pid}/status") as file:
                peak = re.search(r"^VmHWM:\s+(\d+) kB", file.read(), re.M)
        except OSError:
            return
        if peak:  # Nothing is left of one that has ended.
            self.megabytes = max(self.megabytes, int(peak[1]) / 1024)

    def wait(self, seconds):
        """Whether it ends within so many seconds."""
        end = time.monotonic() + seconds
        while not self.is_over():
            if time.monotonic() >= end:
                return False
            time.sleep(0.004)
        return True

    def send(self, number):
        if not self.is_over():
            self.sent.add(number)
            self.process.send_signal(number)

    def end(self, bound):
        """Waits for its end, and judges how it ended."""
        if not self.wait(bound):
            self.process.kill()
            self.wait(10)
            raise Finding(f"hangs: not over after {bound} s: {self._ended()}")
        return judged(self._ended(), self.sent)

    def _ended(self):
        # What it has left at work may hold the pipes open.
        for drain in self.drains:
            drain.join(1)
        output, errors = (drain.kept.decode(errors="replace") for drain in self.drains)
        return Ended(
            self.words, self.status, output, errors, time.monotonic() - self.began, self.megabytes)


def judged(ended, sent=()):
    text = ended.output + ended.errors
    allowed = STATUSES | {-number for number in sent}
    if ended.words[:1] == ["status"]:
        allowed |= {66, 75}
    if ended.words[:1] in (["report"], ["analyze"], ["log"]):
        allowed |= {66}
    if ended.status == 127 and "error while loading shared libraries" in ended.errors:
        return ended  # The machine's loader has not come to begin it.
    if CRASHES.search(text) or (ended.status < 0 and -ended.status not in sent):
        raise Finding(f"crashes: {ended}")
    if ended.status not in allowed:
        raise Finding(f"ends with a status that is not documented: {ended}")
    if found := CONTROLS.search(text):
        raise Finding(f"prints {found[0]!r}: {ended}")
    if len(text) >= MOST_OUTPUT:
        raise Finding(f"prints without end: {ended}")
    if ended.megabytes > MOST_MEGABYTES:
        raise Finding(f"takes {ended.megabytes:.0f} MB: {ended}")
    return ended
