"""Tests/Attack, which `make attack` lets run for minutes: that it runs, and that it finds what it looks for."""

import os
import subprocess
import sys

import pytest

from cloud import BUILD, PACKAGE

ATTACKS = ["kill-run", "kill-leave", "kill-watch", "disk", "descriptors", "clocks", "replies"]


def attack(*names, build=BUILD, attempt=0):
    """One attempt of each attack."""
    settings = {"ATTACK_ONLY": " ".join(names), "ATTACK_SEED": "1", "ATTACK_ATTEMPT": str(attempt),
                "ENLIST_BUILD": str(build)}
    return subprocess.run(
        [sys.executable, PACKAGE / "Tests/Attack/attack.py"], env={**os.environ, **settings},
        capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attempt_is_made_and_finds_nothing(name):
    made = attack(name)
    assert made.returncode == 0, made.stdout + made.stderr
    rows = [line for line in made.stdout.splitlines() if line.startswith("|")]
    assert len(rows) == 3 and rows[-1].endswith("| 0 |"), rows


HARM = {
    "crashes": "kill -SEGV $$",
    "not documented": "exit 2",
    "prints '\\x1b'": r"printf '\033[31m'",
    "writes outside": 'touch "$HOME/left"',
    "a secret is in what is printed": """
        at=$AWS_EC2_METADATA_SERVICE_ENDPOINT/latest
        t=$(curl -sS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $at/api/token)
        curl -sS -H "X-aws-ec2-metadata-token: $t" $at/meta-data/iam/security-credentials/enlist""",
    "a clean run does not join": "exit 1",
}


@pytest.mark.parametrize("words", HARM)
def test_a_program_that_does_harm_is_found(words, tmp_path):
    false = tmp_path / "enlist"
    false.write_text(f'#!/bin/sh\n{HARM[words]}\nexec {BUILD}/enlist "$@"\n')
    false.chmod(0o755)
    (tmp_path / "localcloud").symlink_to(BUILD / "localcloud")
    made = attack("kill-run", build=tmp_path)
    assert made.returncode == 1, made.stdout + made.stderr
    assert words in made.stdout and "ATTACK_SEED=1 ATTACK_ONLY=kill-run ATTACK_ATTEMPT=0" in made.stdout


def test_an_attack_that_does_not_exist_is_refused():
    made = attack("thunder")
    assert made.returncode == 1 and "there is no attack thunder" in made.stderr
