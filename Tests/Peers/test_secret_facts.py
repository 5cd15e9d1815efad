"""Facts named `secret.…` reach the steps that take secrets, and nothing that anybody reads."""

import json
import os
import stat
import subprocess

import pytest

from cloud import BUILD, PACKAGE

SECRET = "tk-7Hq2'9 ÄZ"
ENVIRONMENT = {"PATH": os.environ["PATH"], "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"}
PLUGIN = """
#include <enlist_plugin.h>
#include <stdio.h>

static const enlist_host *host;

static int32_t join(enlist_call *call, const char *token)
{
    host->log(call, ENLIST_LOG_INFO, token);
    printf("printed %s\\n", token);
    host->give(call, "secret.answer", token);
    return host->fail(call, ENLIST_REFUSED, token, token);
}

static const enlist_parameter parameters[] = {
    {sizeof(enlist_parameter), FLAGS, "token", "str", NULL, "the token"},
};
static const enlist_step steps[] = {{
    .size = sizeof(enlist_step), .kind = "join", .summary = "Joins", .parameter_count = 1,
    .parameters = parameters, .signature = "call, token:str -> status", .run = (enlist_function)join,
}};
static const enlist_plugin plugin = {
    .size = sizeof(enlist_plugin), .abi = ENLIST_PLUGIN_ABI, .abi_least = 1, .name = "join",
    .version = "1", .step_count = 1, .steps = steps,
};

ENLIST_PLUGIN_EXPORT const enlist_plugin *enlist_plugin_entry_v1(const enlist_host *table)
{
    host = table;
    return &plugin;
}
"""


def fetch(folder):
    """A step that gives the secret, from a file."""
    (folder / "vault").write_text(SECRET)
    return {"run": {"script": f"printf 'secret.token=%s\\n' \"$(cat {folder}/vault)\" > \"$ENLIST_GIVES\"",
                    "gives": ["secret.token"], "below-root": "run"}, "id": "fetch"}


def enlist(folder, command, *steps, plugins=(), options=()):
    root = folder / "root"
    root.mkdir(exist_ok=True)
    file = folder / "pipeline.yaml"
    file.write_text(json.dumps({"enlist": 1, "name": "test", "plugins": list(plugins),
                                "steps": list(steps)}))
    return subprocess.run(
        [BUILD / "enlist", command, "--pipeline", file, *options],
        env={**ENVIRONMENT, "ENLIST_ROOT": str(root)}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60)


def run(folder, *steps, **more):
    return enlist(folder, "run", *steps, options=[
        "--state-dir", folder / "state", "--set", "instance.id=i-1", "--json"], **more)


def assert_unseen(folder, ended, but=()):
    texts = [ended.stdout, ended.stderr]
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in ("vault", *but):
            texts.append(path.read_bytes().decode(errors="replace"))
    for text in texts:
        for form in (SECRET, json.dumps(SECRET)[1:-1]):
            assert form not in text


def test_later_steps_get_it_and_nobody_sees_it(tmp_path):
    ended = run(
        tmp_path, fetch(tmp_path),
        {"run": {"command": ["/bin/sh", "-c", 'printf "%s" "$TOKEN" > "$ENLIST_ROOT/got"; echo "it is $TOKEN"'],
                 "env": {"TOKEN": "${secret.token}", "ENLIST": "x"}, "below-root": "run"}, "id": "use"},
        {"write-file": {"path": "/conf", "content": "token=${secret.token}\n", "mode": "0600"}})
    assert ended.returncode == 0, ended.stderr + ended.stdout
    assert (tmp_path / "root/conf").read_text() == f"token={SECRET}\n"
    assert stat.S_IMODE((tmp_path / "root/conf").stat().st_mode) == 0o600
    assert "it is ***" in ended.stdout
    assert '"secret.token":"(hidden)"' in ended.stdout
    assert "ENLIST_FACT_SECRET" not in ended.stdout
    assert_unseen(tmp_path, ended, but=["conf", "got"])


def test_a_run_that_resumes_fetches_it_anew(tmp_path):
    mark = tmp_path / "mark"
    use = {"run": {"command": ["/bin/sh", "-c", f'test -e {mark} && test "$TOKEN" = "$WANTED"'],
                   "env": {"TOKEN": "${secret.token}", "WANTED": SECRET}, "below-root": "run"}, "id": "use", "retry": "none"}
    assert run(tmp_path, fetch(tmp_path), use).returncode == 1
    mark.touch()
    ended = run(tmp_path, fetch(tmp_path), use)
    assert ended.returncode == 0, ended.stdout
    started = [json.loads(line)["step"] for line in ended.stdout.splitlines()
               if '"attempt-started"' in line]
    assert started == ["fetch", "use"]
    assert_unseen(tmp_path, ended, but=["pipeline.yaml"])


@pytest.mark.parametrize("step, words", [
    ({"run": {"command": ["/bin/echo", "${secret.token}"]}}, "parameter `command` of `run` has the secret"),
    ({"run": {"command": ["/bin/true"]}, "when": {"secret.token": "x"}}, "compares the secret fact"),
    ({"write-file": {"path": "/conf", "content": "${secret.token}"}},
     "secret fact `secret.token` to a file of mode 0644, which others may read"),
    ({"write-file": {"path": "/conf", "content": "${secret.token}", "mode": "0640"}}, "of mode 0640"),
    ({"fetch": {"url": "https://x.test/${secret.token}", "path": "/a"}}, "parameter `url`"),
    ({"native": {"library": "libc.so.6", "symbol": "puts", "signature": "str -> i32",
                 "arguments": ["${secret.token}"]}}, "parameter `arguments`"),
], ids=lambda value: value if isinstance(value, str) else None)
def test_where_it_would_be_seen_it_is_refused(tmp_path, step, words):
    ended = enlist(tmp_path, "plan", fetch(tmp_path), step, options=["--set", "instance.id=i-1"])
    assert ended.returncode == 65 and words in ended.stderr, ended.stderr


def test_a_plugin_takes_it_where_it_says_so(tmp_path):
    header = PACKAGE / "Sources/CEnlist/include"
    (tmp_path / "join.c").write_text(PLUGIN)
    for flags, status in [("ENLIST_PARAMETER_SECRET", 1), ("0", 65)]:
        library = tmp_path / f"lib{status}.so"
        subprocess.run(["cc", "-shared", "-fPIC", f"-I{header}", f"-DFLAGS={flags}", "-o", library,
                        tmp_path / "join.c"], check=True)
        ended = run(tmp_path, fetch(tmp_path), {"join": {"token": "${secret.token}", "below-root": "run"}, "retry": "none"},
                    plugins=[str(library)])
        assert ended.returncode == status, ended.stdout + ended.stderr
        if status == 65:
            assert "parameter `token` of `join` has the secret fact" in ended.stderr
            continue
        assert "printed ***" in ended.stdout
        assert_unseen(tmp_path, ended, but=[library.name])


def test_a_secret_value_in_the_file_itself_is_hidden_too(tmp_path):
    (tmp_path / "join.c").write_text(PLUGIN)
    header = PACKAGE / "Sources/CEnlist/include"
    library = tmp_path / "libjoin.so"
    subprocess.run(["cc", "-shared", "-fPIC", f"-I{header}", "-DFLAGS=1", "-o", library,
                    tmp_path / "join.c"], check=True)
    ended = run(tmp_path, {"join": {"token": SECRET, "below-root": "run"}, "retry": "none"}, plugins=[str(library)])
    assert ended.returncode == 1
    assert '"token":"***"' in ended.stdout
    assert_unseen(tmp_path, ended, but=["pipeline.yaml"])
