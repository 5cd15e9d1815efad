"""What `make install` puts below a staging root, and what the programs that read it make of it."""

import re
import shutil
import stat
import subprocess

import pytest

from cloud import BUILD, PACKAGE

UNITS = sorted(path.name for path in (PACKAGE / "systemd").glob("*.service"))


SYSTEMD = subprocess.run(
    "systemd-analyze --version | sed -n 's/^systemd \\([0-9]*\\).*/\\1/p'", shell=True,
    capture_output=True, text=True).stdout.strip()


def needs(program):
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed")


@pytest.fixture(scope="module")
def install(tmp_path_factory):
    """Installs the program of this build; gives the staging root."""
    def install(prefix, *settings):
        root = tmp_path_factory.mktemp("stage")
        made = subprocess.run(
            ["make", "-C", PACKAGE, "install", f"PROGRAM={BUILD / 'enlist'}", f"DESTDIR={root}",
             f"PREFIX={prefix}", *settings], capture_output=True, text=True, timeout=300)
        assert made.returncode == 0, made.stdout + made.stderr
        return root
    return install


@pytest.fixture(scope="module")
def stage(install):
    return install("/usr")


def modes(root):
    return {str(path.relative_to(root)): stat.S_IMODE(path.stat().st_mode)
            for path in root.rglob("*") if path.is_file()}


def commands():
    """enlist's own, each with its words, but for those that nobody calls."""
    def below(words):
        shown = subprocess.run([BUILD / "enlist", *words, "--help"], capture_output=True, text=True).stdout
        names = re.findall(r"^  ([a-z-]+)(?:  |$)", shown.partition("SUBCOMMANDS:")[2], re.M)
        return [words, *(found for name in names for found in below([*words, name]))]
    return ["-".join(words) for words in below([])]


def test_everything_has_its_place(stage):
    expected = {f"usr/share/man/man8/{'-'.join(filter(None, ['enlist', command]))}.8": 0o644
                for command in commands()}
    assert len(expected) > 20
    expected["usr/share/man/man5/enlist-pipeline.5"] = 0o644
    expected.update({f"usr/lib/systemd/system/{unit}": 0o644 for unit in UNITS})
    expected.update({
        "usr/bin/enlist": 0o755, "etc/logrotate.d/enlist": 0o644,
        "usr/share/bash-completion/completions/enlist": 0o644,
        "usr/share/zsh/site-functions/_enlist": 0o644,
        "usr/share/fish/vendor_completions.d/enlist.fish": 0o644})
    assert modes(stage) == expected


def test_another_prefix_moves_all_but_what_only_etc_has(install, stage):
    root = install("/opt/enlist", "ZSHDIR=/opt/zsh")
    moved = {path.replace("opt/enlist/", "usr/").replace("opt/zsh/", "usr/share/zsh/site-functions/"): mode
             for path, mode in modes(root).items()}
    assert moved == modes(stage)
    for unit in UNITS:
        text = (root / "opt/enlist/lib/systemd/system" / unit).read_text()
        assert "/opt/enlist/bin/enlist" in text and "/usr/" not in text


def test_installing_again_changes_nothing(install):
    root = install("/usr")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    subprocess.run(["make", "-C", PACKAGE, "install", f"PROGRAM={BUILD / 'enlist'}", f"DESTDIR={root}",
                    "PREFIX=/usr"], capture_output=True, check=True, timeout=300)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@needs("man")
def test_groff_finds_nothing_wrong_with_the_manual(stage):
    pages = [*(stage / "usr/share/man").glob("man?/*")]
    names = {f"{page.stem} {page.suffix[1:]}" for page in pages}
    for page in pages:
        # Each cross-reference leads to a page that is installed.
        assert set(re.findall(r"^\.Xr (\S+ \d)", page.read_text(), re.M)) <= names, page.name
        shown = subprocess.run(
            ["man", "--warnings", "-E", "UTF-8", "-Tutf8", "-l", page], capture_output=True, text=True,
            env={"LC_ALL": "C.UTF-8", "MANWIDTH": "80", "PATH": "/usr/bin:/bin", "MANROFFSEQ": ""})
        assert (shown.returncode, shown.stderr) == (0, ""), page.name
        text = re.sub(".\b", "", shown.stdout)
        name = page.stem
        assert re.search(rf"^NAME\n +{name} — ", text, re.M), text[:300]
    run = subprocess.run(["man", "-l", stage / "usr/share/man/man8/enlist-run.8"], capture_output=True,
                         text=True, env={"LC_ALL": "C.UTF-8", "MANWIDTH": "80", "PATH": "/usr/bin:/bin"})
    # The example is a line of its own, for copying.
    assert ("     Example:\n\n           enlist run --product shop --environment prod --platform web "
            "--major 3\n\n") in run.stdout


COMPLETING = {
    "bash": ("usr/share/bash-completion/completions/enlist",
             'source "$1"; COMP_WORDS=(enlist doc); COMP_CWORD=1; COMP_LINE="enlist doc"; COMP_POINT=10; '
             "_enlist enlist doc enlist; echo \"${COMPREPLY[@]}\""),
    "zsh": ("usr/share/zsh/site-functions/_enlist",
            'zsh -n "$1" && grep -o "^#compdef enlist" "$1" && grep -om1 doctor "$1"'),
    "fish": ("usr/share/fish/vendor_completions.d/enlist.fish",
             "source $argv[1]; complete --do-complete 'enlist doc' | string split -f1 \\t"),
}


@pytest.mark.parametrize("shell", COMPLETING)
def test_shells_complete(stage, tmp_path, shell):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    file, script = COMPLETING[shell]
    options = [] if shell == "fish" else [shell]
    ended = subprocess.run(
        [shell, "-c", script, *options, stage / file], capture_output=True, text=True,
        env={"PATH": f"{stage}/usr/bin:/usr/bin:/bin", "HOME": str(tmp_path), "TERM": "dumb"})
    assert ended.returncode == 0, ended
    assert ended.stdout.split()[-1] == "doctor", ended


@needs("logrotate")
def test_logrotate_rotates_the_log(stage, tmp_path):
    log = tmp_path / "enlist.log"
    rules = tmp_path / "rules"
    text = (stage / "etc/logrotate.d/enlist").read_text()
    rules.write_text(text.replace("/var/log/enlist.log", str(log)))
    for number in range(3):
        log.write_text(f"run {number}\n")
        subprocess.run(["logrotate", "--force", "--state", tmp_path / "state", rules], check=True,
                       capture_output=True, text=True)
    names = sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("enlist.log"))
    assert names == ["enlist.log.1", "enlist.log.2.gz", "enlist.log.3.gz"]
    assert (tmp_path / "enlist.log.1").read_text() == "run 2\n"


@pytest.mark.skipif(SYSTEMD != "252", reason="the docs have the words of systemd 252")
def test_docs_show_what_systemd_says_of_the_units():
    """How far each unit is exposed, as docs/install.md has it."""
    page = (PACKAGE / "docs/install.md").read_text()
    for unit in UNITS:
        said = subprocess.run(
            ["systemd-analyze", "security", "--offline=yes", "--no-pager", PACKAGE / "systemd" / unit],
            capture_output=True, text=True).stdout
        [level] = re.findall(r"Overall exposure level for \S+ ([\d.]+ \w+)", said)
        assert f"`{unit}`: {level}" in page, said
