"""Which plugins are trusted: by their sum, by their signature, by who can write them.

Signatures are those of OpenBSD's signify, whose own program makes and verifies them here too.
"""

import base64
import hashlib
import os
import shutil
import stat
import subprocess

import pytest

from cloud import BUILD
from test_plugins import ENVIRONMENT, FOLDER, HEADER, compile_plugin

SIGNIFY = "signify-openbsd"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return compile_plugin(tmp_path_factory.mktemp("plugins") / "libgood.so", "good.c")


@pytest.fixture
def plugin(tmp_path, built):
    return shutil.copy(built, tmp_path / "lib.so")


@pytest.fixture
def root(tmp_path):
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


@pytest.fixture
def enlist(tmp_path, root):
    def enlist(*words):
        return subprocess.run(
            [BUILD / "enlist", *words], env=dict(ENVIRONMENT, ENLIST_ROOT=str(root)), cwd=tmp_path,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    return enlist


def pipeline(tmp_path, plugin, *keys, entry=""):
    file = tmp_path / "p.yaml"
    lines = "".join(key + "\n" for key in keys)
    file.write_text(f"enlist: 1\nname: p\n{lines}plugins: [{{file: {plugin}{entry}}}]\n"
                    "steps:\n  - count: {text: abc, below-root: run}\n")
    return file


def run(enlist, file):
    return enlist("run", "--pipeline", file, "--fresh", "--set", "instance.id=i-1")


@pytest.fixture
def keys(enlist, tmp_path):
    made = enlist("plugins", "keygen", "team")
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE((tmp_path / "team.sec").stat().st_mode) == 0o600
    return tmp_path


def test_a_pinned_sum_is_the_files(tmp_path, enlist, plugin):
    sum = hashlib.sha256(plugin.read_bytes()).hexdigest()
    assert run(enlist, pipeline(tmp_path, plugin, entry=f", sha256: {sum.upper()}")).returncode == 0
    other = "0" * 64
    ended = run(enlist, pipeline(tmp_path, plugin, entry=f", sha256: '{other}'"))
    assert ended.returncode == 5
    assert f"{plugin} has the SHA-256 {sum}, and {other} is asked for" in ended.stderr


def test_signed_by_us_and_verified_by_signify(tmp_path, keys, enlist, plugin):
    assert enlist("plugins", "sign", "lib.so", "--key", "team.sec").stdout == "wrote lib.so.sig\n"
    subprocess.run([SIGNIFY, "-V", "-p", "team.pub", "-m", "lib.so", "-x", "lib.so.sig"],
                   cwd=tmp_path, check=True, capture_output=True)
    plugin.write_bytes(plugin.read_bytes() + b"x")
    assert subprocess.run([SIGNIFY, "-V", "-p", "team.pub", "-m", "lib.so", "-x", "lib.so.sig"],
                          cwd=tmp_path, capture_output=True).returncode != 0


def test_signed_by_signify_and_verified_by_us(tmp_path, enlist, plugin):
    subprocess.run([SIGNIFY, "-G", "-n", "-p", "k.pub", "-s", "k.sec"], cwd=tmp_path, check=True)
    subprocess.run([SIGNIFY, "-S", "-s", "k.sec", "-m", "lib.so", "-x", "lib.so.sig"], cwd=tmp_path,
                   check=True)
    assert enlist("plugins", "verify", "lib.so", "--key", "k.pub").stdout \
        == "lib.so: good, signed with k.pub\n"
    ours = (tmp_path / "lib.so.sig").read_text().splitlines()[1]
    # Signatures of this scheme are determined: with the same key we make the same.
    assert enlist("plugins", "sign", "lib.so", "--key", "k.sec").returncode == 0
    assert (tmp_path / "lib.so.sig").read_text().splitlines()[1] == ours


def test_a_key_with_a_passphrase_is_signifys_alone(tmp_path, enlist, plugin):
    key = base64.b64encode(b"EdBK" + (42).to_bytes(4, "big") + bytes(16 + 8 + 8 + 64)).decode()
    (tmp_path / "k.sec").write_text(f"untrusted comment: k\n{key}\n")
    ended = enlist("plugins", "sign", "lib.so", "--key", "k.sec")
    assert ended.returncode == 1 and "has a passphrase" in ended.stderr
    assert not (tmp_path / "lib.so.sig").exists()


def test_what_must_be_signed_runs_only_if_a_trusted_key_has_signed_it(
        tmp_path, root, keys, enlist, plugin):
    file = pipeline(tmp_path, plugin, "require-signatures: true")

    def refused():
        ended = run(enlist, file)
        assert ended.returncode == 5, ended.stderr
        assert ended.stderr.startswith(f"{file}:4:18: error: "), ended.stderr
        return ended.stderr

    assert "trusted-keys.d has no key" in refused()
    other = enlist("plugins", "keygen", "other")
    assert other.returncode == 0
    assert enlist("plugins", "trust", "other.pub").returncode == 0
    assert "has no signature, and signatures are asked for" in refused()
    assert enlist("plugins", "sign", plugin, "--key", "team.sec").returncode == 0
    assert "which is not trusted here" in refused()
    trusted = enlist("plugins", "trust", "team.pub")
    assert trusted.returncode == 0, trusted.stderr
    assert (root / "etc/enlist/trusted-keys.d/team.pub").exists()
    assert run(enlist, file).returncode == 0
    listed = enlist("plugins", "trust").stdout.splitlines()
    assert [line.split()[1] for line in listed] == ["other", "team"]
    assert enlist("plugins", "verify", plugin).stdout == f"{plugin}: good, signed with team\n"

    (tmp_path / "lib.so.sig").write_text("rubbish")
    assert "is not a signify signature" in refused()
    assert enlist("plugins", "sign", plugin, "--key", "team.sec").returncode == 0
    key = root / "etc/enlist/trusted-keys.d/team.pub"
    key.chmod(0o666)
    assert "can be written by others" in refused()
    key.chmod(0o644)
    key.write_text("rubbish")
    assert "is not a signify public key" in refused()


def test_one_file_that_asks_for_signatures_is_enough(tmp_path, root, enlist, plugin):
    file = pipeline(tmp_path, plugin)
    assert run(enlist, file).returncode == 0
    folder = root / "etc/enlist/pipeline.d"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text("enlist: 1\nrequire-signatures: true\n")
    (folder / "b.yaml").write_text("enlist: 1\nrequire-signatures: false\n")
    ended = run(enlist, file)
    assert ended.returncode == 5 and "trusted-keys.d has no key" in ended.stderr
    ended = enlist("step", "count", "--plugin", plugin, "--with", "{text: a, below-root: run}")
    assert ended.returncode == 5 and "trusted-keys.d has no key" in ended.stderr


def test_each_byte_of_the_file_and_of_the_signature_counts(tmp_path, keys, enlist):
    small = tmp_path / "small"
    small.write_bytes(bytes(range(48)))
    assert enlist("plugins", "sign", "small", "--key", "team.sec").returncode == 0
    good = (tmp_path / "small.sig").read_text()
    comment, body = good.splitlines()

    def verified():
        return enlist("plugins", "verify", "small", "--key", "team.pub").returncode

    assert verified() == 0
    for place in range(48):
        changed = bytearray(range(48))
        changed[place] ^= 1
        small.write_bytes(changed)
        assert verified() == 5, place
    small.write_bytes(bytes(range(48)))
    raw = base64.b64decode(body)
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1
        (tmp_path / "small.sig").write_text(f"{comment}\n{base64.b64encode(changed).decode()}\n")
        assert verified() == 5, place
    (tmp_path / "small.sig").write_text(good)
    assert verified() == 0


@pytest.mark.parametrize("text", [
    "", "x", "untrusted comment: a", "untrusted comment: a\n", "untrusted comment: a\nZg==\n",
    "comment: a\nRWQ=\n", "untrusted comment: a\nRWQ\n", "untrusted comment: a\n" + "A" * 3000 + "\n"])
def test_rubbish_is_no_key_and_no_signature(tmp_path, keys, enlist, plugin, text):
    (tmp_path / "bad").write_text(text)
    (tmp_path / "lib.so.sig").write_text(text)
    for words in (["sign", "lib.so", "--key", "bad"], ["verify", "lib.so", "--key", "bad"],
                  ["verify", "lib.so", "--key", "team.pub"], ["trust", "bad"]):
        ended = enlist("plugins", *words)
        assert ended.returncode in (1, 5) and "signify" in ended.stderr, ended.stderr


def test_keys_are_not_overwritten(tmp_path, keys, enlist):
    before = (keys / "team.sec").read_text()
    ended = enlist("plugins", "keygen", "team")
    assert ended.returncode == 1 and "is there already" in ended.stderr
    assert (keys / "team.sec").read_text() == before


def test_the_bytes_that_were_verified_are_the_bytes_that_run(tmp_path, root, keys, enlist, built):
    """Another plugin is put in the file's place, over and over, while it is loaded again and again: a
    signed file is refused, or is the one that was signed, and never the other."""
    plugin = tmp_path / "lib.so"
    other = compile_plugin(tmp_path / "other.so", "faulty.c")
    shutil.copy(built, plugin)
    assert enlist("plugins", "sign", plugin, "--key", "team.sec").returncode == 0
    assert enlist("plugins", "trust", "team.pub").returncode == 0
    file = pipeline(tmp_path, plugin, "require-signatures: true")
    swapper = subprocess.Popen(
        ["sh", "-c", 'while :; do cat "$1" >"$3"; cat "$2" >"$3"; done', "sh", other, built, plugin],
        stdin=subprocess.DEVNULL)
    try:
        verdicts = set()
        for _ in range(40):
            ended = enlist("plugins", "list", "--pipeline", file)
            assert "faulty" not in ended.stdout
            verdicts.add(ended.returncode)
        assert verdicts <= {0, 5} and 5 in verdicts
    finally:
        swapper.kill()
        swapper.wait()


def test_a_file_that_is_written_while_it_is_loaded_is_refused_or_whole(tmp_path, enlist, built):
    """The same without a signature: what is loaded may be the old one or the new one, and never half of one."""
    plugin = shutil.copy(built, tmp_path / "lib.so")
    other = compile_plugin(tmp_path / "other.so", "faulty.c")
    file = pipeline(tmp_path, plugin)
    swapper = subprocess.Popen(
        ["sh", "-c", 'while :; do cat "$1" >"$3"; cat "$2" >"$3"; done', "sh", other, built, plugin],
        stdin=subprocess.DEVNULL)
    try:
        for _ in range(40):
            ended = enlist("plugins", "list", "--pipeline", file)
            assert ended.returncode in (0, 5) and "was killed" not in ended.stderr, ended.stderr
            assert ("count" in ended.stdout) + ("faulty" in ended.stdout) == (ended.returncode == 0)
    finally:
        swapper.kill()
        swapper.wait()


def test_a_library_that_a_plugin_lacks_is_named(tmp_path, enlist):
    (tmp_path / "b.c").write_text("int helper(void) { return 1; }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", "libhelper-of-tests.so", "b.c"], cwd=tmp_path,
                   check=True)
    plugin = tmp_path / "lacking.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-w", f"-I{HEADER}", "-o", plugin, FOLDER / "good.c",
         "-Wl,--no-as-needed", "-L.", "-lhelper-of-tests"], cwd=tmp_path, check=True)
    ended = enlist("plugins", "describe", plugin)
    assert ended.returncode == 5
    assert f"{plugin} needs the library libhelper-of-tests.so, which is not on this machine" \
        in ended.stderr


@pytest.fixture
def needy(tmp_path):
    """A plugin that needs a library, and looks for it in a folder beside it."""
    beside = tmp_path / "beside"
    beside.mkdir()
    library = beside / "libbeside.so.1"
    source = tmp_path / "beside.c"
    source.write_text("int beside(void) { return 0; }")
    subprocess.run(["cc", "-shared", "-fPIC", "-Wl,-soname,libbeside.so.1", "-o", library, source],
                   check=True)
    return compile_plugin(
        tmp_path / "libneedy.so", "good.c", "-Wl,--no-as-needed", library,
        "-Wl,-rpath,$ORIGIN/beside"), library


def test_a_library_that_a_plugin_brings_along_is_found_and_must_be_trusted(tmp_path, enlist, needy):
    plugin, library = needy
    file = pipeline(tmp_path, plugin)
    assert run(enlist, file).returncode == 0
    library.chmod(0o777)
    ended = run(enlist, file)
    assert ended.returncode == 5 and f"{library} can be written by others" in ended.stderr
    library.unlink()
    ended = run(enlist, file)
    assert ended.returncode == 5
    assert f"{plugin} needs the library libbeside.so.1, which is not" in ended.stderr


def test_a_library_that_a_plugin_brings_along_can_be_overwritten_while_it_runs(tmp_path, enlist, needy):
    plugin, library = needy
    file = tmp_path / "p.yaml"
    file.write_text(f"enlist: 1\nname: p\nplugins: [{plugin}]\nsteps:\n"
                    "  - count: {text: abc, below-root: run}\n"
                    f"  - run: {{command: [truncate, -s, '0', {library}, {plugin}], below-root: run}}\n"
                    "  - count: {text: abc, below-root: run}\n    id: again\n")
    ended = run(enlist, file)
    assert ended.returncode == 0, ended.stderr


def test_a_library_that_a_plugin_brings_along_must_be_signed_too(tmp_path, keys, enlist, needy):
    plugin, library = needy
    file = pipeline(tmp_path, plugin, "require-signatures: true")
    assert enlist("plugins", "trust", "team.pub").returncode == 0
    assert enlist("plugins", "sign", plugin, "--key", "team.sec").returncode == 0
    ended = run(enlist, file)
    assert ended.returncode == 5 and f"{library} has no signature" in ended.stderr
    assert enlist("plugins", "sign", library, "--key", "team.sec").returncode == 0
    ended = run(enlist, file)
    assert ended.returncode == 0, ended.stderr


def test_plugins_in_one_process_are_not_taken_for_each_other(tmp_path, enlist, built):
    for keys in "", ", sha256: " + hashlib.sha256(built.read_bytes()).hexdigest():
        second = compile_plugin(tmp_path / "second.so", "faulty.c")
        file = tmp_path / "p.yaml"
        file.write_text(
            "enlist: 1\nname: p\nplugins:\n"
            f"  - {{file: {built}, isolation: in-process{keys}}}\n"
            f"  - {{file: {second}, isolation: in-process}}\nsteps: [ohai-hint]\n")
        ended = enlist("plugins", "list", "--pipeline", file)
        assert ended.returncode == 0, ended.stderr
        assert "faulty" in ended.stdout and "count" in ended.stdout


def test_nothing_of_a_library_that_is_no_plugin_runs(tmp_path, enlist):
    source = tmp_path / "other.c"
    source.write_text(f"""
        #include <fcntl.h>
        __attribute__((constructor)) static void begin(void) {{ creat("{tmp_path}/made", 0600); }}
        int enlist_plugin_entry_v2(void) {{ return 0; }}""")
    library = tmp_path / "libother.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-w", "-o", library, source], check=True)
    ended = enlist("plugins", "describe", library)
    assert ended.returncode == 5
    assert "speaks version 2 of the plugin interface, and this enlist version 1" in ended.stderr
    assert not (tmp_path / "made").exists()


def test_a_program_is_said_to_be_one(enlist):
    ended = enlist("plugins", "describe", "/bin/true")
    assert ended.returncode == 5
    assert ended.stderr == (
        "error: /bin/true is a program, and no shared library\n"
        "    remedy: name a library; what becomes one is linked with `-shared`\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_refused(tmp_path, enlist, plugin):
    os.chown(plugin, 12345, 12345)
    ended = enlist("plugins", "describe", plugin)
    assert ended.returncode == 5 and "belongs to user 12345" in ended.stderr
    assert "chown root" in ended.stderr


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")],
                         ids=["pipe", "device"])
def test_keys_and_signatures_are_ordinary_files(tmp_path, root, keys, enlist, plugin, make):
    file = pipeline(tmp_path, plugin, "require-signatures: true")
    assert enlist("plugins", "trust", "team.pub").returncode == 0
    make(tmp_path / "lib.so.sig")
    ended = run(enlist, file)
    assert ended.returncode == 5 and "is not a signify signature" in ended.stderr
    make(root / "etc/enlist/trusted-keys.d/other.pub")
    ended = run(enlist, file)
    assert ended.returncode == 5 and "it is not a regular file" in ended.stderr, ended.stderr


def test_nobody_else_may_put_keys_into_the_folder(tmp_path, root, keys, enlist, plugin):
    """A link there leads to any file of root's: that one must not be a key all the same."""
    file = pipeline(tmp_path, plugin, "require-signatures: true")
    assert enlist("plugins", "sign", plugin, "--key", "team.sec").returncode == 0
    folder = root / "etc/enlist/trusted-keys.d"
    folder.mkdir(parents=True)
    (folder / "old.pub").symlink_to(tmp_path / "team.pub")
    assert run(enlist, file).returncode == 0
    folder.chmod(0o777)
    ended = run(enlist, file)
    assert ended.returncode == 5 and f"chmod go-w {folder}" in ended.stderr, ended.stderr
