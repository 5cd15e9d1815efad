"""Attacks enlist at random, on loopback, and judges what comes of it.

Usage: attack.py, called by `make attack`. Settings are environment variables:

ATTACK_SECONDS   how long all of it may take (480)
ATTACK_SEED      where chance begins; else any, which is printed
ATTACK_ONLY      the attacks to make, by their names
ATTACK_ATTEMPT   the one attempt to make of them: what a finding says
ATTACK_WORKERS   how many attempts are made at once (2)

After each attempt: did it end, in time, with a status that is documented and without a crash; was
anything written outside; is a secret in anything that was printed or written; and does a clean run
bring everything into order, exactly once? Exit status 1 where not.
"""

import concurrent.futures
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "Peers")]

import clocks  # noqa: E402
import kills  # noqa: E402
import replies  # noqa: E402
import resources  # noqa: E402
from processes import Finding, outcome  # noqa: E402
from stage import Stages  # noqa: E402

# By name: what is done, what it is called in the table, and its share of the time.
ATTACKS = {
    "kill-run": (kills.joining, "signals at random times: `run`", 3),
    "kill-leave": (kills.leaving, "signals at random times: `leave`", 2),
    "kill-watch": (kills.watching, "signals at random times: `watch`", 3),
    "disk": (resources.disk, "disk full: bytes, inodes, file length, read-only", 3),
    "descriptors": (resources.descriptors, "3 to 80 descriptors", 2),
    "clocks": (clocks.clocks, "clocks that are wrong, and jump", 2),
    "replies": (replies.replies, "hostile replies of every service", 6),
}


class Tally:
    """What has come of one attack."""

    def __init__(self):
        self.attempts = 0
        self.outcomes = Counter()
        self.longest, self.slowest = 0, None
        self.megabytes = 0
        self.changed = Counter()
        self.findings = []


class Campaign:
    def __init__(self, folder, seed):
        self.folder, self.seed = folder, seed
        self.tallies = {name: Tally() for name in ATTACKS}
        self.lock = threading.Lock()

    def repeat(self, name, seconds, workers, attempt=None):
        """Makes attempts of one attack until the time is over."""
        end = time.monotonic() + seconds
        numbers = iter([attempt] if attempt is not None else range(1_000_000))

        def work(worker):
            stages = Stages(self.folder / name / str(worker))
            try:
                while time.monotonic() < end or attempt is not None:
                    with self.lock:
                        number = next(numbers, None)
                    if number is None:
                        return
                    self.attempt(name, number, stages)
            finally:
                stages.close()

        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            for done in [pool.submit(work, worker) for worker in range(workers)]:
                done.result()

    def attempt(self, name, number, stages):
        chance = random.Random(f"{self.seed} {name} {number}")
        stage = stages.next(chance)
        ended, problem = [], None
        try:
            ended = ATTACKS[name][0](stage)
        except (Finding, AssertionError) as finding:
            problem = str(finding) or repr(finding)
        except Exception:
            problem = f"the attack itself has failed: {traceback.format_exc()}"
        try:
            stage.assert_untouched()
            stage.assert_no_secret()
        except Finding as finding:
            problem = f"{finding}\n{problem or ''}"
        resources.unmount(stage)
        with self.lock:
            tally = self.tallies[name]
            tally.attempts += 1
            tally.outcomes.update(outcome(one.status) for one in ended)
            for one in ended:
                if one.seconds > tally.longest:
                    tally.longest, tally.slowest = one.seconds, number
            tally.megabytes = max([tally.megabytes, *(one.megabytes for one in stage.ended)])
            if hasattr(stage, "proxy"):
                tally.changed.update(service for service, _ in stage.proxy.done)
            if problem:
                tally.findings.append(number)
                self.tell(name, number, stage, problem)
        if not problem:
            shutil.rmtree(stage.folder, ignore_errors=True)

    def tell(self, name, number, stage, problem):
        print(f"FINDING in attempt {number} of {name}, kept in {stage.folder} and {stage.root}:\n"
              f"{problem}", flush=True)
        for service, change in getattr(getattr(stage, "proxy", None), "done", [])[-12:]:
            print(f"  changed {service} {change}")
        print(f"to repeat: make attack ATTACK_SEED={self.seed} ATTACK_ONLY={name} "
              f"ATTACK_ATTEMPT={number}\n", flush=True)

    def table(self):
        yield "| attack | attempts | processes ended with | longest | most memory | findings |"
        yield "|---|---|---|---|---|---|"
        for name, tally in self.tallies.items():
            if not tally.attempts:
                continue
            outcomes = ", ".join(f"{status}: {count}" for status, count in sorted(
                tally.outcomes.items(), key=lambda item: (not item[0].isdigit(), item[0].zfill(3))))
            yield (f"| {ATTACKS[name][1]} | {tally.attempts} | {outcomes} "
                   f"| {tally.longest:.0f} s (attempt {tally.slowest}) | {tally.megabytes:.0f} MB | {len(tally.findings)} |")
        changed = self.tallies["replies"].changed
        if changed:
            yield "replies changed: " + ", ".join(f"{name} {changed[name]}" for name in sorted(changed))


def inside_own_mounts():
    """Begins anew where mounts are nobody else's, if that is allowed; whether they are now."""
    if os.environ.get("ATTACK_MOUNTS"):
        return True
    alone = ["unshare", "--mount", "--propagation", "private"]
    if subprocess.run([*alone, "true"], capture_output=True).returncode:
        return False
    os.environ["ATTACK_MOUNTS"] = "own"
    os.execvp(alone[0], [*alone, sys.executable, *sys.argv])


def main():
    with_mounts = inside_own_mounts()
    seconds = float(os.environ.get("ATTACK_SECONDS", 480))
    seed = os.environ.get("ATTACK_SEED") or str(random.SystemRandom().randrange(10 ** 6))
    names = os.environ.get("ATTACK_ONLY", "").split() or list(ATTACKS)
    attempt = os.environ.get("ATTACK_ATTEMPT")
    workers = 1 if attempt else int(os.environ.get("ATTACK_WORKERS", 2))
    if unknown := set(names) - set(ATTACKS):
        sys.exit(f"there is no attack {', '.join(unknown)}: {', '.join(ATTACKS)}")
    folder = Path(tempfile.mkdtemp(prefix="enlist-attack-"))
    clocks.LIBRARY = clocks.build(folder)
    resources.CAN_MOUNT = with_mounts and resources.can_mount(folder)
    print(f"ATTACK_SEED={seed}, {seconds:.0f} s, {workers} at once"
          f"{'' if resources.CAN_MOUNT else '; no disk can be mounted here, so only files are bounded'}",
          flush=True)
    campaign = Campaign(folder, seed)
    parts = sum(ATTACKS[name][2] for name in names)
    for name in names:
        share = seconds * ATTACKS[name][2] / parts
        campaign.repeat(name, share, workers, int(attempt) if attempt else None)
    print("\n".join(campaign.table()))
    findings = sum(len(tally.findings) for tally in campaign.tallies.values())
    if not findings:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
