"""The units of the Debian package under a real systemd, boot for boot, for `make test-system`."""

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PACKAGE = HERE.parents[2]
LOCALCLOUD = PACKAGE / ".build-static/release/localcloud"
INPUTS = '{product: shop, environment: prod, platform: web, major: "3"}\n'
SCENARIO = {"stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}], "instances": [{}],
            "timings": {"registering": 0.05, "registration-setup": 0.05, "assigning": 0.05}}
# What each boot writes down.
CHECK = """
systemctl show enlist -p ActiveState -p SubState -p Result -p ExecMainStatus >/output/unit
systemctl --no-pager --full status enlist >/output/status || true
systemctl show enlist -p ActiveState --value >>/output/states
cat /proc/[0-9]*/comm >/output/processes
"""


class Ended:
    """What a machine has left."""

    def __init__(self, output):
        self.boots = int((output / "boots").read_text())
        self.unit = dict(line.split("=") for line in (output / "unit").read_text().splitlines())
        self.status = (output / "status").read_text()
        self.processes = (output / "processes").read_text().split()
        self.first = (output / "first.log").read_text()
        state = json.loads((output / "state.json").read_text())
        self.machines = state["machines"]
        self.commands = state["systems-manager"]["commands"]
        self.members = [instance for stack in state["stacks"] for instance in stack["instances"]]


@pytest.fixture
def machine(systemd_root, tmp_path):
    assert os.geteuid() == 0, "needs root: sudo make test-system"

    def machine(first, pipeline=None, scenario=SCENARIO, check=CHECK):
        [deb] = (PACKAGE / ".build-dist/release").glob("enlist_*.deb")
        files = tmp_path / "files"
        (files / "etc/enlist").mkdir(parents=True, exist_ok=True)
        (files / "etc/enlist/inputs.yaml").write_text(INPUTS)
        # The scenarios have a stack of OpsWorks, unless a test says otherwise.
        pipeline = pipeline or {"enlist": 1, "extends": "opsworks", "changes": []}
        (files / "etc/enlist/pipeline.yaml").write_text(json.dumps(pipeline))
        (files / "first").write_text(first)
        (files / "check").write_text(check)
        (tmp_path / "scenario.json").write_text(json.dumps(scenario))
        output = tmp_path / "output"
        ended = subprocess.run(
            ["unshare", "--net", "--mount", "--propagation", "private", HERE / "machine.sh", systemd_root, deb,
             LOCALCLOUD, tmp_path / "scenario.json", files, output],
            capture_output=True, text=True, timeout=180)
        logs = [(output / name).read_text() for name in ("dpkg.log", "first.log") if (output / name).exists()]
        assert ended.returncode == 0, ended.stderr + "".join(logs)
        return Ended(output)
    return machine


def test_a_run_is_gone_on_with_boot_for_boot_and_what_it_starts_stays(machine):
    ended = machine("enlist run || test $? -eq 4", {
        "enlist": 1, "name": "kernel", "steps": [
            "look-up-stack",
            {"run": {"script": "echo boot >>/boots; test $(wc -l </boots) -ge 3 || exit 7",
                     "exit-statuses": {"reboot": [7]}}, "id": "kernel"},
            {"run": {"script": "setsid sleep 1000 >/dev/null 2>&1 </dev/null &"}, "id": "agent"}]})
    # The first asks for it by hand, and the first boot once more.
    assert ended.boots == 2, ended.status
    assert ended.unit == {"ActiveState": "active", "SubState": "exited", "Result": "success",
                          "ExecMainStatus": "0"}, ended.status
    assert "sleep" in ended.processes, ended.status


def test_a_run_that_was_killed_is_gone_on_with(machine):
    ended = machine("""
        enlist run --json >/events & run=$!
        until grep -q '"step":"register-instance"' /events; do sleep 0.01; done
        kill -9 $run; wait $run || true""")
    assert ended.boots == 1
    assert ended.unit["Result"] == "success" and ended.unit["ActiveState"] == "active", ended.status
    assert [member["layers"] for member in ended.members] == [["shop"]]


def test_the_agent_of_systems_manager_is_started(machine, tmp_path):
    """Where systemd runs, which it does from the second try on."""
    units = tmp_path / "files/etc/systemd/system"
    units.mkdir(parents=True)
    (units / "amazon-ssm-agent.service").write_text(
        "[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n")
    layer = "/enlist/v3/prod/web/shop"
    ended = machine(
        "enlist run || test $? -eq 4", {
            "enlist": 1, "name": "managed", "steps": [
                "look-up-parameters", "derive-hostname",
                {"run": {"script": "test -e /booted || { touch /booted; exit 7; }",
                         "exit-statuses": {"reboot": [7]}}},
                "start-ssm-agent", "wait-until-managed", "apply-document"]},
        scenario={"parameters": {f"{layer}/document": "AWS-RunShellScript",
                                 f"{layer}/parameters/commands": "true"}, "instances": [{}]},
        check="""
        systemctl show amazon-ssm-agent -p ActiveState -p UnitFileState >/output/unit
        systemctl --no-pager --full status enlist >/output/status || true
        touch /output/processes""")
    assert ended.unit == {"ActiveState": "active", "UnitFileState": "enabled"}, ended.status
    assert [command["status"] for command in ended.commands] == ["Success"], ended.status


GOING = dict(SCENARIO, instances=[
    {"auto-scaling": {"group": "g", "hook": "h", "state": "Terminating:Wait"}}])


@pytest.fixture
def watched(machine, tmp_path):
    """A machine on which the watching unit is switched on."""
    place = tmp_path / "files/etc/systemd/system/check.target.wants"
    place.mkdir(parents=True)
    (place / "enlist-watch.service").symlink_to("/lib/systemd/system/enlist-watch.service")
    return machine


def test_an_instance_that_is_to_go_leaves(watched):
    """The watching unit, as closed as it is: it reads the journal of the run, leaves, and completes the hook."""
    ended = watched(
        "enlist run", scenario=GOING, check="""
        count=0
        until [ "$(systemctl show enlist-watch -p ActiveState --value)" = inactive ] || [ $count -gt 300 ]; do
            count=$((count + 1)); sleep 0.1
        done
        systemctl show enlist-watch -p ActiveState -p Result -p ExecMainStatus -p NRestarts >/output/unit
        journalctl --no-pager --unit enlist-watch >/output/status
        touch /output/processes""")
    assert "joined" in ended.first
    assert ended.unit == {"ActiveState": "inactive", "Result": "success", "ExecMainStatus": "0",
                          "NRestarts": "0"}, ended.status
    # Nor is anything denied that it lives without.
    assert "Failed" not in ended.status and "leaving succeeded" in ended.status
    assert ended.members == [], ended.status
    assert ended.machines[0]["auto-scaling"]["results"] == ["CONTINUE"], ended.status


def test_user_data_switches_the_units_on(machine):
    """Those of an image that has them switched off."""
    ended = machine("enlist user-data >/user-data", check="""
        systemctl -q disable enlist enlist-watch
        systemctl is-enabled enlist enlist-watch >/output/status
        sh /user-data
        systemctl is-enabled enlist enlist-watch >>/output/status
        count=0
        until systemctl is-active enlist-watch || [ $count -gt 100 ]; do count=$((count + 1)); sleep 0.1; done
        systemctl is-active enlist-watch >>/output/status
        touch /output/unit /output/processes""")
    assert ended.status.split() == ["disabled", "disabled", "enabled", "enabled", "active"], ended.first


DETACHED = """
if [ ! -e /begun ]; then
    touch /begun
    # user-data asks for OpsWorks only where a service of its kind is named.
    (set -a; . /etc/enlist/run.env; enlist user-data --detach -- %s) >/user-data 2>/output/errors
    sh /user-data >/output/user-data 2>&1; echo $? >>/output/user-data
    touch /returned
    count=0
    until systemctl is-active enlist-user-data || systemctl is-failed enlist-user-data || [ $count -gt 300 ]; do
        count=$((count + 1)); sleep 0.1
    done
    systemctl show enlist-user-data -p ActiveState -p SubState -p Result -p ExecMainStatus >/output/unit
fi
cp /var/log/enlist.log /output/status
cat /proc/[0-9]*/comm >/output/processes
"""
WAITING = {"run": {"script": "until [ -e /returned ]; do sleep 0.05; done; setsid sleep 1000 >/dev/null 2>&1 </dev/null &"}}


def test_a_detached_run_outlives_user_data(machine, tmp_path):
    """A step waits until user-data has returned: without --detach neither would go on."""
    ended = machine("true", {"enlist": 1, "extends": "opsworks", "changes": [
        {"insert": WAITING, "before": "look-up-stack"}]}, check=DETACHED % "--set 'note=a b'")
    assert ended.unit == {"ActiveState": "active", "SubState": "exited", "Result": "success",
                          "ExecMainStatus": "0"}, ended.status
    told = (tmp_path / "output/user-data").read_text().splitlines()
    assert told[-1] == "0" and "the unit enlist-user-data.service runs enlist" in told[-2], told
    assert "joined: `shop1` is a member of the stack `v3 prod web`" in ended.status
    assert [member["layers"] for member in ended.members] == [["shop"]]
    assert "sleep" in ended.processes


def test_a_detached_run_that_fails_says_so(machine, tmp_path):
    ended = machine("true", {"enlist": 1, "extends": "opsworks", "changes": []},
                    check=DETACHED % "--product nobody" + """
        journalctl --sync
        journalctl -p err -o json -t enlist ENLIST_CLASS=not-found >/output/entries
        """)
    assert ended.unit == {"ActiveState": "failed", "SubState": "failed", "Result": "exit-code",
                          "ExecMainStatus": "1"}, ended.status
    assert "has no layer with the short name `nobody`" in ended.status and ended.members == []
    [entry] = [json.loads(line) for line in (tmp_path / "output/entries").read_text().splitlines()]
    assert (entry["ENLIST_STEP"], entry["ENLIST_STATUS"]) == ("look-up-stack", "1"), entry
    assert entry["_SYSTEMD_UNIT"] == "enlist-user-data.service" and "what to do" in entry["MESSAGE"], entry


def test_a_detached_run_is_gone_on_with_after_a_reboot(machine):
    ended = machine("true", {"enlist": 1, "name": "kernel", "steps": [
        "look-up-stack",
        {"run": {"script": "test -e /kernel || { touch /kernel; exit 7; }", "exit-statuses": {"reboot": [7]}}}]},
        check=DETACHED % "" + "systemctl show enlist -p Result -p ActiveState >/output/unit\n")
    assert ended.boots == 2, ended.status
    assert ended.unit == {"Result": "success", "ActiveState": "active"}, ended.status


# The minute is made five seconds; what poweroff.target wants is started only where systemd was asked for it.
LAST_RESORT = """
enlist user-data --no-check --power-off-after 1m >/user-data
sed -i 's/^OnActiveSec=60s$/OnActiveSec=5s/; s/^OnUnitInactiveSec=1min$/OnUnitInactiveSec=5s/' /user-data
"""
POWERED_OFF = """[Unit]
DefaultDependencies=no
Before=umount.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'journalctl --no-pager --unit enlist-power-off >/output/powered-off'
"""
AFTER_THAT = """
set -a; . /etc/enlist/run.env; set +a
touch /output/unit /output/status /output/processes
sh /user-data >/output/user-data 2>&1; echo $? >>/output/user-data
count=0
while systemctl -q is-active enlist-power-off.timer && [ $count -lt 150 ]; do count=$((count + 1)); sleep 0.2; done
journalctl --no-pager --unit enlist-power-off.service >/output/looked
"""


@pytest.fixture
def powered_off(tmp_path):
    """What a machine that was powered off has written; nothing for one that was not."""
    place = tmp_path / "files/etc/systemd/system"
    (place / "poweroff.target.wants").mkdir(parents=True)
    (place / "powered-off.service").write_text(POWERED_OFF)
    (place / "poweroff.target.wants/powered-off.service").symlink_to("../powered-off.service")
    note = tmp_path / "output/powered-off"
    return lambda: note.read_text() if note.exists() else None


def test_a_machine_that_can_tell_nobody_is_powered_off(machine, powered_off, tmp_path):
    """Neither metadata nor the services answer."""
    ended = machine(LAST_RESORT, check="""
        printf 'AWS_ENDPOINT_URL=http://127.0.0.1:1\\nAWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1\\n' >/etc/enlist/run.env
        """ + AFTER_THAT)
    told = (tmp_path / "output/user-data").read_text()
    assert told.splitlines()[-1] == "69", told
    assert "this machine has not joined, and is powered off" in (powered_off() or ""), told
    assert ended.boots == 1 and ended.members == []


def test_a_machine_that_has_joined_is_not_powered_off(machine, powered_off, tmp_path):
    ended = machine(LAST_RESORT, check=AFTER_THAT)
    told = (tmp_path / "output/user-data").read_text()
    assert told.splitlines()[-1] == "0", told
    # The timer has looked, and is gone.
    looked = (tmp_path / "output/looked").read_text()
    assert "Finished enlist-power-off.service" in looked and powered_off() is None, looked + told
    assert [member["layers"] for member in ended.members] == [["shop"]]


WORDS = ["--only", "a b", "--set", 'motd="a: b"', "--set=motd=a b", "--set", "motd=\\'$HOME` é", "--set", "x="]


def test_the_units_read_what_user_data_was_told(machine):
    """systemd takes the file apart, and then the command line."""
    words = " ".join(shlex.quote(word) for word in WORDS)
    ended = machine(f"""
        enlist user-data --no-check --proxy http://proxy:3128 -- {words} >/user-data
        sed -i '/^    units$/d; s/"$enlist" run.*/true/' /user-data
        sh /user-data""", check="""
        mkdir -p /run/systemd/system
        printf '[Service]\\nType=oneshot\\nEnvironmentFile=/etc/enlist/user-data.env\\nExecStart=/bin/sh -c '"'"'printf "%%%%s\\\\n" "$$@" "$$http_proxy" "$$no_proxy" >/output/status'"'"' sh $ENLIST_RUN_OPTIONS\\n' >/run/systemd/system/words.service
        systemctl daemon-reload; systemctl start words
        touch /output/unit /output/processes /output/status""")
    *read, proxy, without = ended.status.splitlines()
    assert read == WORDS, ended.first
    assert proxy == "http://proxy:3128" and "169.254.169.254" in without


def test_a_machine_that_is_switched_off_leaves_first(watched):
    """It goes down as soon as it has begun to leave, and OpsWorks takes its time."""
    ended = watched(
        "enlist run",
        scenario=dict(GOING, faults=[{"operation": "DeregisterInstance", "calls": "first", "latency": 3}]),
        check="""
        set -a; . /etc/enlist/run.env
        count=0
        until enlist status --json | grep -q '"pipeline":"leaving"' || [ $count -gt 100 ]; do
            count=$((count + 1)); sleep 0.1
        done
        touch /output/unit /output/status /output/processes
        systemctl poweroff""")
    assert ended.members == [], ended.first
    assert ended.machines[0]["auto-scaling"]["results"] == ["CONTINUE"]


def test_where_all_is_done_nothing_is_run(machine):
    ended = machine("enlist run")
    assert ended.boots == 1
    assert ended.unit["ActiveState"] == "active" and ended.unit["Result"] == "success", ended.status
    assert "nothing to do: the last run has ended (succeeded)" in ended.status
    assert "joined: `shop1` is a member" in ended.first


def test_what_has_failed_for_good_stays_for_a_person(machine):
    ended = machine("enlist run --product nobody || test $? -eq 1")
    assert ended.boots == 1
    assert "the last run has ended (failed); `enlist run` resumes it" in ended.status
    # Nobody overlooks it, and it is not tried again.
    assert ended.unit["ActiveState"] == "failed" and ended.unit["ExecMainStatus"] == "1", ended.status
    assert ended.members == []
