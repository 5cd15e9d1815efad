"""Runs of a part of a pipeline, and journals that come with an image."""

import json
import os
import shutil
import subprocess

from cloud import BUILD, local_cloud

STEPS = [
    {"run": {"command": ["sh", "-c", f"{test}echo {name} >>$ENLIST_ROOT/log"], "below-root": "run"},
     "id": name}
    for name, test in [("a", ""), ("b", "test -e $ENLIST_ROOT/fixed && "), ("c", "")]]


def enlist(root, *arguments, **environment):
    root.mkdir(exist_ok=True)
    pipeline = root.parent / "pipeline.yaml"
    pipeline.write_text(json.dumps({"enlist": 1, "name": "abc", "steps": STEPS}))
    return command(root, "run", "--pipeline", pipeline, *arguments, **environment)


def command(root, *words, **environment):
    return subprocess.run(
        [BUILD / "enlist", *words], text=True, capture_output=True,
        env={"PATH": os.environ["PATH"], "ENLIST_ROOT": str(root),
             "AWS_EC2_METADATA_DISABLED": "true", **environment})


def log(root):
    return (root / "log").read_text().split()


def test_a_run_with_until_is_resumed(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (root / "fixed").touch()
    for arguments in [["--until", "a"], ["--until", "b"]]:
        assert enlist(root, *arguments).returncode == 0
    again = enlist(root, "--until", "a")
    assert "an earlier run has done all of these steps; --fresh does them again" in again.stdout
    whole = enlist(root)
    assert "resuming, 2 of 3 steps are done" in whole.stdout, whole
    assert log(root) == ["a", "b", "c"]
    # One that succeeded is over.
    assert enlist(root).returncode == 0
    assert log(root) == ["a", "b", "c"] * 2


def test_a_run_of_chosen_steps_says_that_it_begins_anew(tmp_path):
    root = tmp_path / "root"
    assert enlist(root).returncode == 1
    (root / "fixed").touch()
    only = enlist(root, "--only", "b")
    assert "a run with --only resumes nothing and is not resumed" in only.stdout, only
    whole = enlist(root)
    assert "the last run was one with --only, which is not resumed" in whole.stdout, whole
    assert log(root) == ["a", "b", "a", "b", "c"]
    assert "not resumed" not in enlist(root).stdout


def test_a_journal_in_an_image_is_not_the_new_instances(tmp_path):
    root = tmp_path / "root"
    for number in range(2):
        folder = tmp_path / f"cloud-{number}"
        folder.mkdir()
        with local_cloud(folder) as cloud:
            run = enlist(
                root, AWS_EC2_METADATA_DISABLED="false",
                AWS_EC2_METADATA_SERVICE_ENDPOINT=cloud.instances[0]["metadata"])
            header = (root / "var/lib/enlist/machine/journal.ndjson").read_text().splitlines()[0]
            assert json.loads(header)["metadata-id"] == cloud.instances[0]["id"], run
            if number == 0:
                assert "resuming, 1 of 3 steps is done" in enlist(
                    root, AWS_EC2_METADATA_DISABLED="false",
                    AWS_EC2_METADATA_SERVICE_ENDPOINT=cloud.instances[0]["metadata"]).stdout
        (root / "fixed").touch()
    assert "the last run was on another machine" in run.stdout, run
    assert log(root) == ["a", "a", "b", "c"]


def test_without_metadata_the_machine_is_told_by_its_id(tmp_path):
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    (root / "etc/machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    assert enlist(root).returncode == 1
    assert "0123456789abcdef" not in (root / "var/lib/enlist/machine/journal.ndjson").read_text()
    image = tmp_path / "image"
    image.mkdir()
    shutil.copytree(root, image / "root")
    for place in [root, image / "root"]:
        (place / "fixed").touch()
    (image / "root/etc/machine-id").write_text("fedcba9876543210fedcba9876543210\n")

    assert "resuming, 1 of 3 steps is done" in enlist(root).stdout
    assert log(root) == ["a", "b", "c"]
    assert command(image / "root", "status").returncode == 66
    turn = command(image / "root", "resume")
    assert turn.returncode == 0 and "there is no run to resume" in turn.stdout, turn
    run = enlist(image / "root")
    assert "the last run was on another machine" in run.stdout, run
    assert command(image / "root", "status").returncode == 0
    assert log(image / "root") == ["a", "a", "b", "c"]
