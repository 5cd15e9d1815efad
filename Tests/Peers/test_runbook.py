"""docs/runbook.md: its commands, typed on the example, say what the page says that they do."""

import json
import re
import subprocess

import pytest

from cloud import BUILD, INPUTS, PACKAGE, local_cloud
from test_bundle import unpacked

PAGE = (PACKAGE / "docs/runbook.md").read_text()
EXAMPLES = PACKAGE / "docs/examples"
INSTANCE = "i-0f2a8c41d7e690b35"
BLOCKS = [(command, output) for command, output in re.findall(r"```console\n\$ ([^\n]*)\n(.*?)```", PAGE, re.S)]


def plain(text):
    """Without what differs from run to run."""
    for pattern, word in [
            (r"\d{8}T\d{6}Z", "TIME"), (r"\d{4}-\d\d-\d\dT\d\d[-:]\d\d[-:]\d\d(\.\d+)?Z", "TIME"),
            (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"), (r"run         [0-9a-f]{12}, process \d+", "run"),
            (r"after [0-9.]+m?s", "after T"), (r"\d+ bytes", "N bytes"), (r"\r", "")]:
        text = re.sub(pattern, word, text)
    return text


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """A cloud whose only instance has failed to join, and the way to type a command there."""
    folder = tmp_path_factory.mktemp("runbook")
    scenario = json.loads((EXAMPLES / "scenarios/broken-layer.json").read_text())
    scenario["instances"][0]["root"] = str(folder / "machine")
    with local_cloud(folder, scenario) as cloud:
        units = cloud.root() / "usr/lib/systemd/system"
        units.mkdir(parents=True)
        (units / "amazon-ssm-agent.service").write_text("[Service]\n")
        console = cloud.root() / "dev/console"
        console.parent.mkdir()
        console.touch()
        ended = cloud.enlist(
            "run", *INPUTS, "--pipeline", EXAMPLES / "broken-layer.yaml", ENLIST_PIPELINE=None)
        assert ended.status == 1, ended
        key = cloud.administrator
        desk = folder / "desk"
        desk.mkdir()

        def typed(command):
            # EC2 keeps the console; here it is a file.
            command = re.sub(r"aws ec2 get-console-output [^|]*", f"cat {console} ", command)
            environment = cloud.environment(
                ENLIST_PIPELINE=None, AWS_DEFAULT_REGION="eu-west-1",
                PATH=f"{BUILD}:{PACKAGE}/.venv-peers/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            if command.startswith("aws"):
                environment.update(AWS_ACCESS_KEY_ID=key["access-key-id"],
                                   AWS_SECRET_ACCESS_KEY=key["secret-access-key"])
            return subprocess.run(["sh", "-c", command], cwd=desk, env=environment, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=60)
        yield typed, desk


def test_there_are_six():
    assert len(BLOCKS) == 6 and re.findall(r"^\*\*(\d)\. ", PAGE, re.M) == list("123456")


@pytest.mark.parametrize("command, output", BLOCKS, ids=[" ".join(command.split()[:3]) for command, _ in BLOCKS])
def test_a_command_says_what_the_page_says(failed, command, output):
    typed, desk = failed
    said = typed(command)
    if "enlist status" not in command:
        assert said.returncode == 0, said.stdout
    assert plain(said.stdout) == plain(output)
    for archive in desk.glob("*.tar"):
        assert "Address already in use" in unpacked(archive.read_bytes())[1]["log.txt"]
    for page in desk.glob("*.html"):
        assert "Address already in use" in page.read_text()
