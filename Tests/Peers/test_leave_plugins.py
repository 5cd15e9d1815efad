"""What steps of plugins have joined is ended before the membership, and no plugin keeps an instance in its stack."""

import json

import pytest

from cloud import local_cloud
from test_leave import assert_left, leave, notes, scenario
from test_plugins import compile_plugin
from test_watch import IN_GROUP, Watching, ends

STEPS = ["look-up-stack", "choose-hostname", "tag-instance", "register-instance",
         {"wait-until-registered": {"every": "100ms"}},
         {"assign-layer": {"wait": "online", "every": "100ms"}}]


@pytest.fixture
def plugin(tmp_path):
    return compile_plugin(tmp_path / "libgood.so", "good.c")


def club(path, **more):
    return {"join-club": {"path": str(path), "below-root": "run"}, **more}


def join(cloud, plugin, *steps):
    """Joins by the machine's own pipeline file, with steps of a plugin at its end."""
    folder = cloud.root() / "etc/enlist"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pipeline.yaml").write_text(json.dumps(
        {"enlist": 1, "name": "own", "plugins": [str(plugin)], "steps": [*STEPS, *steps]}))
    joined = cloud.run()
    assert joined.status == 0, joined


def begun(finished):
    return [event["step"] for event in finished.events("attempt-started")]


def test_what_plugins_have_joined_is_left_first_and_the_last_of_them_first(tmp_path, plugin):
    with local_cloud(tmp_path, scenario()) as cloud:
        # A fact that only the journal knows by then.
        join(cloud, plugin, club(f"{tmp_path}/a-${{hostname}}"), club(tmp_path / "b", id="second"))
        files = [tmp_path / f"a-{cloud.member()['hostname']}", tmp_path / "b"]
        assert all(file.exists() for file in files)
        shown = leave(cloud, "--dry-run")
        assert [step["id"] for step in json.loads(shown.output)["steps"]] == [
            "leave-club", "leave-club-join-club", "leave-stack", "remove-iam-user",
            "untag-instance"], shown
        assert all(file.exists() for file in files)
        left = leave(cloud)
        assert left.status == 0 and left.errors == "", left
        assert begun(left)[:3] == ["leave-club", "leave-club-join-club", "leave-stack"]
        assert notes(left).count("left the club") == 2
        assert not any(file.exists() for file in files)
        assert_left(cloud)
        assert leave(cloud).status == 0


def test_a_step_that_did_not_run_is_not_left(tmp_path, plugin):
    with local_cloud(tmp_path, scenario()) as cloud:
        join(cloud, plugin, club(tmp_path / "a", when={"environment": "staging"}))
        left = leave(cloud)
        assert left.status == 0 and "leave-club" not in begun(left), left
        join(cloud, plugin)
        join_file = cloud.root() / "etc/enlist/pipeline.yaml"
        pipeline = json.loads(join_file.read_text())
        join_file.write_text(json.dumps({**pipeline, "steps": [*STEPS, club(tmp_path / "a")]}))
        left = leave(cloud)
        assert left.status == 0 and "leave-club" not in begun(left), "it is not in the journal"
        assert_left(cloud)


def test_what_cannot_be_left_keeps_nobody_in_the_stack(tmp_path, plugin):
    with local_cloud(tmp_path, scenario()) as cloud:
        (tmp_path / "stuck").mkdir()
        join(cloud, plugin, club(tmp_path / "stuck/file"), club(tmp_path / "b", id="second"))
        left = leave(cloud)
        assert left.status == 0, left
        assert "it is stuck" in left.output and not (tmp_path / "b").exists()
        assert_left(cloud)


@pytest.mark.parametrize("change, words", [
    (lambda plugin: plugin.unlink(), "No such file or directory"),
    (lambda plugin: plugin.write_text("rubbish"), "is no ELF file"),
    (lambda plugin: plugin.chmod(0o666), "can be written by others"),
    (lambda plugin: compile_plugin(plugin, "faulty.c"), ""),
], ids=["gone", "rubbish", "untrusted", "without"])
def test_a_plugin_that_is_not_what_it_was_is_a_warning(tmp_path, plugin, change, words):
    with local_cloud(tmp_path, scenario()) as cloud:
        join(cloud, plugin, club(tmp_path / "a"))
        change(plugin)
        left = leave(cloud)
        assert left.status == 0, left
        assert left.errors.startswith("warning: ") == bool(words) and words in left.errors, left
        assert begun(left)[0] == "leave-stack"
        assert_left(cloud)


def test_what_cannot_be_planned_is_left_out_with_a_warning(tmp_path, plugin):
    with local_cloud(tmp_path, scenario()) as cloud:
        join(cloud, plugin, club(f"{tmp_path}/a-${{hostname}}"), club(tmp_path / "b", id="second"))
        journals = cloud.root() / "var/lib/enlist" / cloud.instances[0]["id"]
        for file in journals.iterdir():
            file.unlink()
        left = leave(cloud)
        assert left.status == 0, left
        assert "warning: the step `leave-club-join-club` of a plugin is skipped" in left.errors
        assert begun(left)[0] == "leave-club" and not (tmp_path / "b").exists()
        assert_left(cloud)


def test_a_kind_that_no_plugin_here_has_is_a_warning(tmp_path):
    plugin = compile_plugin(tmp_path / "libfaulty.so", "faulty.c")
    with local_cloud(tmp_path, scenario()) as cloud:
        join(cloud, plugin, {"left-once": {"text": "a", "below-root": "run"}})
        left = leave(cloud)
        assert left.status == 0, left
        assert "left by steps of the kind `nowhere`, which none of the plugins here has" in left.errors
        assert begun(left)[0] == "refuses"
        assert_left(cloud)


@pytest.mark.parametrize("cause", ["group", "spot"])
def test_an_instance_that_is_to_go_leaves_by_its_plugins_too(tmp_path, plugin, cause):
    with local_cloud(tmp_path, scenario(machine=IN_GROUP)) as cloud:
        join(cloud, plugin, club(tmp_path / "a"))
        watching = Watching(cloud)
        watching.looked()
        ends(cloud, cause)
        status, output, errors = watching.ended()
        assert status == 0, output + errors
        assert "leave-club: left the club" in output and not (tmp_path / "a").exists()
        assert_left(cloud)


def test_a_watch_whose_plugin_is_gone_warns_and_leaves(tmp_path, plugin):
    with local_cloud(tmp_path, scenario(machine=IN_GROUP)) as cloud:
        join(cloud, plugin, club(tmp_path / "a"))
        watching = Watching(cloud)
        watching.looked()
        plugin.unlink()
        ends(cloud, "group")
        status, output, errors = watching.ended()
        assert status == 0, output + errors
        assert f"warning: cannot load {plugin}: No such file or directory" in output
        assert_left(cloud)
