"""`enlist bundle`: one file for a ticket."""

import io
import json
import stat
import subprocess
import tarfile

from cloud import BUILD, INPUTS, local_cloud

LAYER = "/enlist/v3/prod/web/shop"
SECRETS = ["hunter2222", "tokentokentoken"]


def scenario(folder, *commands):
    return {"associations": [{"document": "shop", "targets": {"tag:enlist:layer": [LAYER]}}],
            "documents": [{"name": "shop", "content": {"schemaVersion": "2.2", "mainSteps": [
                {"action": "aws:runShellScript", "name": "a", "inputs": {"runCommand": list(commands)}}]}}],
            "instances": [{"root": str(folder / "machine")}]}


def unpacked(data):
    """The files of an archive by their names, as Python's own reader has them; the folder's name besides."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        entries = archive.getmembers()
        assert all(entry.isfile() and entry.mode == 0o600 for entry in entries)
        folder, = {entry.name.split("/")[0] for entry in entries}
        return folder, {entry.name.removeprefix(folder + "/"): archive.extractfile(entry).read().decode()
                        for entry in entries}


def bundle(cloud, tmp_path, *words, **environment):
    file = tmp_path / f"bundle-{len(list(tmp_path.iterdir()))}.tar"
    ended = cloud.enlist("bundle", "--output", file, *words, ENLIST_PIPELINE=None, **environment)
    assert ended.status == 0, ended
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    data = file.read_bytes()
    assert f"wrote {file}: {len(data)} bytes" in ended.output
    return unpacked(data)[1], ended


def join(cloud, tmp_path):
    units = cloud.root() / "usr/lib/systemd/system"
    units.mkdir(parents=True, exist_ok=True)
    (units / "amazon-ssm-agent.service").write_text("[Service]\n")
    file = tmp_path / "joins.yaml"
    file.write_text("enlist: 1\nextends: systems-manager\nchanges: [{remove: install-dependencies}]\n")
    return cloud.enlist("run", *INPUTS, "--pipeline", file, ENLIST_PIPELINE=None)


def test_it_has_all_that_is_known_and_no_secret(tmp_path):
    with local_cloud(tmp_path, scenario(
            tmp_path, "echo 'password=hunter2222'", "echo '{\"SessionToken\": \"tokentokentoken\"}'",
            "echo no such port >&2", "exit 3")) as cloud:
        log = cloud.root() / "var/log/amazon/ssm/amazon-ssm-agent.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        (cloud.root() / "var/log/enlist.log").write_text("http://joe:hunter2222@proxy:1 was used\n")
        assert join(cloud, tmp_path).status == 1
        key = cloud.role()
        # The agent might say anything.
        with log.open("a") as end:
            end.write(f"key {key['aws_secret_access_key']} Authorization: Bearer tokentokentoken\n")
        files, _ = bundle(cloud, tmp_path)
        assert set(files) == {
            "README.txt", "status.txt", "status.json", "log.txt", "report.html", "analyze.txt", "plan.txt", "doctor.txt",
            "journal.ndjson", "logs/var/log/enlist.log", "logs/var/log/amazon/ssm/amazon-ssm-agent.log", "versions.txt"}
        whole = "".join(files.values())
        for secret in [*SECRETS, key["aws_secret_access_key"], key["aws_session_token"]]:
            assert secret not in whole
        assert "http://***@proxy:1 was used" in files["logs/var/log/enlist.log"]
        assert "key *** Authorization: Bearer ***" in files["logs/var/log/amazon/ssm/amazon-ssm-agent.log"]
        for name in ["status.txt", "log.txt", "analyze.txt", "report.html", "status.json"]:
            assert "no such port" in files[name], name
        # The inputs and the pipeline are those of the run, without anybody's saying so.
        assert "changed by" in files["plan.txt"] or "joins.yaml" in files["plan.txt"]
        assert "install-dependencies" not in files["plan.txt"]
        assert f"enlist 0.2.0 on {cloud.instances[0]['id']} in us-east-1" in files["README.txt"]
        assert "logs/var/log/amazon/ssm/errors.log: not there: there is no such file" in files["README.txt"]
        assert "ok       layer: `shop` is set up by shop" in files["doctor.txt"]
        assert "libcurl 7." in files["versions.txt"] or "libcurl 8." in files["versions.txt"]
        # What enlist itself reads is still a journal that it believes.
        place = tmp_path / "elsewhere" / cloud.instances[0]["id"]
        place.mkdir(parents=True)
        (place / "journal.ndjson").write_text(files["journal.ndjson"])
        again = cloud.enlist("status", "--json", "--state-dir", str(place.parent),
                             "--instance", cloud.instances[0]["id"], ENLIST_ROOT="/")
        assert json.loads(again.output) == json.loads(files["status.json"])


def test_without_a_journal_it_says_why_and_has_the_rest(tmp_path):
    with local_cloud(tmp_path) as cloud:
        files, ended = bundle(cloud, tmp_path)
        for name in ["status.txt", "plan.txt", "log.txt", "report.html"]:
            assert f"{name}:" in ended.errors
        assert "no run on" in files["status.txt"]
        assert "log.txt: not there: no run on" in files["README.txt"]
        assert "journal.ndjson: not there: no run on" in files["README.txt"]
        assert "plan.txt: not there: the inputs `product`" in files["README.txt"], files["README.txt"]
        assert "problem" in files["doctor.txt"]
        files, _ = bundle(cloud, tmp_path, *INPUTS, "--no-doctor")
        assert "1. ohai-hint" in files["plan.txt"] and "doctor.txt" not in files
        assert "doctor.txt: not there: it was asked for without it" in files["README.txt"]


def test_with_nothing_that_answers_it_is_there_all_the_same(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path, "true")) as cloud:
        assert join(cloud, tmp_path).status == 0
        files, ended = bundle(
            cloud, tmp_path, AWS_ENDPOINT_URL="http://127.0.0.1:1",
            AWS_EC2_METADATA_SERVICE_ENDPOINT="http://127.0.0.1:1")
        assert "succeeded" in files["status.txt"] and "problem" in files["doctor.txt"], ended
        assert "hostname    shop-" in files["status.txt"]


def test_a_damaged_journal_is_in_it_with_what_is_wrong(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path, "true")) as cloud:
        assert join(cloud, tmp_path).status == 0
        journal, = (cloud.root() / "var/lib/enlist").glob("i-*/journal.ndjson")
        lines = journal.read_text().splitlines(keepends=True)
        journal.write_text("".join([*lines[:3], "x password=hunter2222\n", *lines[4:]]))
        files, _ = bundle(cloud, tmp_path, "--no-doctor")
        assert "status.txt: not there: " in files["README.txt"] and "line 4" in files["README.txt"]
        assert files["journal.ndjson"].splitlines()[3] == "x password=***"


def test_large_files_keep_their_end(tmp_path):
    with local_cloud(tmp_path) as cloud:
        log = cloud.root() / "var/log/enlist.log"
        log.parent.mkdir(parents=True)
        log.write_text("a line of the log\n" * 400_000 + "the last line\n")
        files, _ = bundle(cloud, tmp_path, "--no-doctor")
        kept = files["logs/var/log/enlist.log"]
        assert len(kept) <= 4 << 20 and kept.endswith("the last line\n")
        assert kept.startswith("a line of the log\n")
        left = log.stat().st_size - len(kept)
        assert f"enlist.log: {len(kept)} bytes; the first {left} bytes are left out" in files["README.txt"]


def test_nothing_is_written_over(tmp_path):
    with local_cloud(tmp_path) as cloud:
        (tmp_path / "there").write_text("mine")
        (tmp_path / "link").symlink_to(tmp_path / "there")
        for name in ["there", "link", "no/such/folder"]:
            ended = cloud.enlist("bundle", "--no-doctor", "--output", tmp_path / name)
            assert ended.status == 65 and "cannot write" in ended.errors, ended
        assert (tmp_path / "there").read_text() == "mine"


def test_it_goes_to_standard_output_and_by_itself_into_this_folder(tmp_path):
    with local_cloud(tmp_path) as cloud:
        process = cloud.start("bundle", "--no-doctor", "--output", "-")
        data = process.stdout.buffer.read()
        process.communicate(timeout=60)
        folder, files = unpacked(data)
        assert process.returncode == 0 and "README.txt" in files
        assert folder.startswith(f"enlist-{cloud.instances[0]['id']}-") and folder.endswith("Z")
        (tmp_path / "desk").mkdir()
        environment = cloud.environment()
        ended = subprocess.run([BUILD / "enlist", "bundle", "--no-doctor"], cwd=tmp_path / "desk", env=environment,
                               capture_output=True, text=True, timeout=60)
        assert ended.returncode == 0, ended.stderr
        file, = (tmp_path / "desk").iterdir()
        assert file.name.startswith("enlist-i-") and file.suffix == ".tar"
        assert unpacked(file.read_bytes())[0] == file.stem
