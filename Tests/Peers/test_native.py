"""Functions of libraries as steps: what they may do, and that nothing they do takes enlist down."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from cloud import BUILD, IS_SANITIZED

SOURCE = Path(__file__).parent / "libraries/bad.c"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    path = folder / "libbad.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O0", "-w", "-o", path, SOURCE], check=True)
    return path


class Ending:
    def __init__(self, process, output, errors):
        self.status = process.returncode
        self.events = [json.loads(line) for line in output.splitlines()]
        self.errors = errors

    def of(self, kind):
        return [event for event in self.events if event["type"] == kind]

    @property
    def failure(self):
        return self.of("attempt-failed")[-1]


def start(library, symbol, signature, *values, facts=(), **more):
    parameters = {"library": str(library), "symbol": symbol, "signature": signature,
                  "arguments": list(values), **more}
    words = [word for fact in facts for word in ("--set", fact)]
    return subprocess.Popen(
        [BUILD / "enlist", "step", "native", "--with", json.dumps(parameters), *words, "--json"],
        env={"PATH": os.environ["PATH"], "SECRET_OF_ENLIST": "x",
             "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(tmp_path, *steps):
    """A run of a pipeline with these steps."""
    file = tmp_path / "pipeline.yaml"
    file.write_text(json.dumps({"enlist": 1, "name": "test", "steps": list(steps)}))
    ended = subprocess.run(
        [BUILD / "enlist", "run", "--pipeline", file, "--state-dir", tmp_path / "state", "--fresh", "--json",
         "--set", "instance.id=i-1"],
        env={"PATH": os.environ["PATH"], "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    return Ending(ended, ended.stdout, ended.stderr)


def native(library, symbol, signature, *values, name=None, **more):
    """A step for `run`."""
    return {"native": {"library": str(library), "symbol": symbol, "signature": signature,
                       "arguments": list(values), **more}, "id": name or symbol.replace("_", "-")}


def call(*arguments, **keywords):
    process = start(*arguments, **keywords)
    output, errors = process.communicate(timeout=60)
    return Ending(process, output, errors)


def is_running(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def hosts(process):
    """The processes that an enlist has started for libraries."""
    children = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(child) for file in children for child in file.read_text().split()]


@pytest.mark.parametrize("symbol, signature, values, result", [
    ("add", "i32, i32 -> i32", [2, 40], 42),
    ("count_bytes", "bytes -> i64", ["a\0b"], 3),
    ("count_texts", "list(str) -> i32", [["a", "b"]], 2),
    ("half", "f64 -> f64", [5], 2.5),
    ("largest", "-> u64", [], "18446744073709551615"),
    ("greet", "str -> str", ["you"], "hello you"),
    ("greet", "json -> str", [{"a": [1]}], 'hello {"a":[1]}'),
])
def test_what_it_returns_becomes_a_fact(library, symbol, signature, values, result):
    ended = call(library, symbol, signature, *values, gives="it.is")
    assert ended.status == 0, ended.errors
    assert ended.of("attempt-succeeded")[0]["gave"] == {"it.is": result}


def test_a_function_of_the_machines_own_library(tmp_path):
    ended = call("libz.so.1", "crc32", "u64, str, u32 -> u64", 0, "hello", 5, gives="checksum")
    assert ended.of("attempt-succeeded")[0]["gave"] == {"checksum": 907060870}


def test_names_in_the_signature_are_facts_or_values(library):
    ended = call(library, "greet", "hostname:str -> str", facts=["hostname=web1"], gives="text")
    assert ended.of("attempt-succeeded")[0]["gave"] == {"text": "hello web1"}
    missing = call(library, "greet", "hostname:str -> str")
    assert missing.status == 65 and "hostname" in missing.errors


def test_what_numbers_mean(library):
    assert call(library, "status", "i32 -> status", 0).status == 0
    ended = call(library, "status", "i32 -> status", 3)
    assert ended.status == 1 and ended.failure["class"] == "refused"
    assert "`status` returned 3" in ended.errors
    assert call(library, "status", "i32 -> status", 3, success=[0, 3]).status == 0
    assert call(library, "status", "i32 -> i32", 3).status == 0
    ended = call(library, "status", "i32 -> status", 7, classes={"7": "not-found"})
    assert ended.failure["class"] == "not-found"


@pytest.mark.parametrize("symbol, signature, values, words", [
    ("crash", "-> i32", [], "was killed by SIGSEGV"),
    ("divide", "-> i32", [], "was killed by SIGFPE"),
    ("stop", "-> void", [], "was killed by SIGABRT"),
    ("leave", "-> void", [], "ended its process with exit status 0"),
    ("leave_at_once", "-> void", [], "ended its process with exit status 9"),
    ("kill_itself", "-> void", [], "was killed by SIGKILL"),
    ("overflow_stack", "-> void", [], "was killed by SIGSEGV"),
    ("close_all", "-> i32", [], "closed its connection"),
    ("huge_frame", "-> i32", [], "disturbed its connection: a frame of 2147483647 bytes"),
    ("two_replies", "-> i32", [], "disturbed its connection|returned"),
    ("disturb", "str, i64 -> i32", ["\u0001\u0001rubbish that is none of the protocol", 0],
     "disturbed its connection"),
])
def test_what_it_does_to_its_process_is_a_failed_step(library, symbol, signature, values, words):
    ended = call(library, symbol, signature, *values)
    if ended.status == 0:  # The forged reply came first, and was as good as the true one.
        assert symbol == "two_replies"
        return
    assert ended.status == 5, (ended.status, ended.errors)
    assert ended.failure["class"] == "crashed"
    assert any(word in ended.errors for word in words.split("|")), ended.errors


def test_the_last_words_of_a_crash_are_in_the_error(library):
    ended = call(library, "say_and_crash", "-> void")
    assert [line["line"] for line in ended.of("output")] == ["about to do something", "it is this"]
    assert "        it is this" in ended.errors


@pytest.mark.parametrize("symbol", ["say_half", "say_half_with_buffer"])
def test_a_line_without_an_end_is_in_the_log_before_the_step_is_done(library, symbol):
    ended = call(library, symbol, "-> i32")
    assert ended.status == 0, ended.errors
    types = [(event["type"], event.get("line")) for event in ended.events]
    assert types.index(("output", "half a line")) < types.index(("attempt-succeeded", None))


def test_a_line_without_an_end_is_in_the_error_of_a_crash(library):
    ended = call(library, "say_half_and_crash", "-> void")
    assert [line["line"] for line in ended.of("output")] == ["about to open the device"]
    assert "        about to open the device" in ended.errors


def test_what_is_cut_off_is_heard_to_its_last_word(library, tmp_path):
    ended = run(tmp_path, {**native(library, "say_half_and_hang", "-> void"), "timeout": "1s"})
    assert ended.failure["class"] == "timeout"
    assert [line["line"] for line in ended.of("output")] == ["about to wait"]


def dies_of_a_thread(tmp_path, library):
    """Steps of which the first leaves a thread that ends the process after it, while the second one works."""
    file = tmp_path / "end"
    # Of a process that is ended the first thread may be gone before the others.
    dead = "grep -q 'State:.Z' /proc/$0/status && [ $(ls /proc/$0/task | wc -l) = 1 ]"
    return file, [
        native(library, "leave_thread", "str -> status", str(file)),
        native(library, "getpid", "-> i32", gives="process"),
        {"run": {"command": ["sh", "-c", f"touch {file}; until {dead}; do sleep 0.01; done", "${process}"]},
         "timeout": "30s"}]


def test_a_process_that_died_between_two_calls_is_replaced_with_a_warning(library, tmp_path):
    file, steps = dies_of_a_thread(tmp_path, library)
    ended = run(tmp_path, *steps, native(library, "leave_thread", "str -> status", str(file), name="next"))
    assert ended.status == 0, ended.errors
    words = [(event["type"], event.get("message") or event["line"]) for event in ended.events
             if event["type"] in ("output", "warning") and event["step"] == "next"]
    assert words == [
        ("output", "a thread's last words"),
        ("warning", f"after its last call had ended, {library} was killed by SIGABRT: a thread that it has "
         "left behind, or somebody else, did that; a new one is started")]


def test_a_process_that_died_after_its_last_call_is_told_of_at_the_end(library, tmp_path):
    ended = run(tmp_path, *dies_of_a_thread(tmp_path, library)[1])
    assert ended.status == 0, ended.errors
    told = [(event["type"], event.get("message") or event.get("line"), event.get("step"))
            for event in ended.events[-3:]]
    assert told == [
        ("output", "a thread's last words", None),
        ("warning", f"after its last call had ended, {library} was killed by SIGABRT: a thread that it has "
         "left behind, or somebody else, did that", None),
        ("run-finished", None, None)]


@pytest.mark.parametrize("isolation", ["process", "in-process"])
@pytest.mark.parametrize("cut", ["truncate -s 0", "dd bs=1M count=1 conv=notrunc if=/dev/zero of="])
def test_a_library_that_is_overwritten_while_it_runs_stays_what_it_was(tmp_path, library, isolation, cut):
    """As `cp` does it: the same file with another content, which a mapping of it would see."""
    copy = shutil.copy(library, tmp_path / "libcopy.so")
    write = f"{cut}{copy}" if cut.endswith("=") else f"{cut} {copy}"
    ended = run(
        tmp_path, native(copy, "add", "i32, i32 -> i32", 1, 2, isolation=isolation),
        {"run": {"command": ["sh", "-c", f"{write}; cp {library} {copy}"]}},
        native(copy, "greet", "str -> str", "you", gives="text", isolation=isolation))
    assert ended.status == 0, ended.errors
    assert ended.of("attempt-succeeded")[-1]["gave"] == {"text": "hello you"}


def test_a_library_that_is_overwritten_in_the_middle_of_a_call_stays_what_it_was(tmp_path, library):
    copy = shutil.copy(library, tmp_path / "libcopy.so")
    ended = call(copy, "overwritten_meanwhile", "str -> i32", str(copy), gives="sum")
    assert ended.status == 0, ended.errors
    assert ended.of("attempt-succeeded")[0]["gave"] == {"sum": 3}


def test_a_file_that_is_called_again_is_the_same_library_until_it_is_another(tmp_path):
    source, library = tmp_path / "c.c", tmp_path / "libcounter.so"

    def build(step):
        source.write_text(f"int count(void) {{ static int n; return n += {step}; }}\n")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", tmp_path / "new.so", source], check=True)

    build(1)
    shutil.copy(tmp_path / "new.so", library)
    build(10)
    count = [native(library, "count", "-> i32", gives=f"n-{i}", name=f"n-{i}") for i in range(5)]
    for how in "cp", "mv":
        ended = run(tmp_path, *count[:2], {"run": {"command": [how, str(tmp_path / "new.so"), str(library)]}},
                    *count[2:])
        assert ended.status == 0, ended.errors
        gave = {}
        for event in ended.of("attempt-succeeded"):
            gave |= event["gave"]
        first, second = (1, 10) if how == "cp" else (10, 10)
        assert list(gave.values()) == [first, 2 * first, second, 2 * second, 3 * second]
        build(10)


def test_messages_and_debuggers_know_a_library_by_its_path(tmp_path):
    source, library = tmp_path / "where.c", tmp_path / "libwhere.so"
    source.write_text("#define _GNU_SOURCE\n#include <dlfcn.h>\n"
                      "const char *where(void) { Dl_info info; "
                      "return dladdr((void *)where, &info) ? info.dli_fname : 0; }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    ended = call(library, "where", "-> str", gives="it.is")
    assert ended.of("attempt-succeeded")[0]["gave"] == {"it.is": str(library)}


def test_rubbish_on_its_output_is_only_output(library):
    ended = call(library, "print_rubbish", "-> i32")
    assert ended.status == 0, ended.errors
    lines = [line["line"] for line in ended.of("output")]
    assert lines and not any("\033" in line or "\a" in line for line in lines)


@pytest.mark.parametrize("symbol", ["fork_and_return", "fork_and_crash"])
def test_what_it_starts_ends_with_it(library, tmp_path, symbol):
    file = tmp_path / "child"
    ended = call(library, symbol, "str -> i32", str(file))
    assert ended.status == (0 if symbol == "fork_and_return" else 5), ended.errors
    end = time.monotonic() + 5
    while is_running(int(file.read_text())) and time.monotonic() < end:
        time.sleep(0.01)
    assert not is_running(int(file.read_text()))


@pytest.mark.parametrize("symbol, values", [
    ("hang", []), ("spin", []), ("ignore_signals", []), ("fork_and_hang", ["child"])])
def test_a_run_that_is_ended_ends_it_at_once(library, tmp_path, symbol, values):
    values = [str(tmp_path / value) for value in values]
    process = start(library, symbol, "str -> void" if values else "-> void", *values)
    # It has begun as soon as there is a process that has loaded the library.
    end = time.monotonic() + 10
    while time.monotonic() < end and not any(
            library.name in Path(f"/proc/{host}/maps").read_text() for host in hosts(process)):
        time.sleep(0.01)
    started = hosts(process)
    assert started
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=10)
    assert process.returncode == 4, errors
    assert not any(is_running(host) for host in started)


def test_a_killed_enlist_leaves_none_behind(library):
    process = start(library, "ignore_signals", "-> void")
    end = time.monotonic() + 10
    while time.monotonic() < end and not hosts(process):
        time.sleep(0.01)
    started = hosts(process)
    process.kill()
    process.communicate()
    end = time.monotonic() + 5
    while any(is_running(host) for host in started) and time.monotonic() < end:
        time.sleep(0.01)
    assert started and not any(is_running(host) for host in started)


def test_limits_hold(library):
    ended = call(library, "eat_memory", "-> void", memory="64MiB")
    assert ended.status == 5 and "SIGABRT" in ended.errors
    assert "raise `memory`, which allows its process 64 MiB" in ended.errors
    ended = call(library, "spin", "-> void", cpu="1s")
    assert ended.status == 5 and ended.failure["class"] == "crashed"
    assert (f"{library} used up the 1s of processor time that `cpu` allows its process"
            in ended.errors), ended.errors
    assert "raise `cpu`" in ended.errors and "correct the library" not in ended.errors
    ended = call(library, "eat_files", "-> i32", files=32, gives="count")
    assert ended.of("attempt-succeeded")[0]["gave"]["count"] < 32


def test_a_library_that_goes_on_beyond_its_processor_time_is_killed(library, tmp_path):
    source = tmp_path / "goes-on.c"
    source.write_text("#include <signal.h>\n"
                      "void spin(void) { signal(SIGXCPU, SIG_IGN); for (;;) {} }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", tmp_path / "lib.so", source], check=True)
    ended = call(tmp_path / "lib.so", "spin", "-> void", cpu="1s")
    assert ended.status == 5 and "used up the 1s of processor time" in ended.errors, ended.errors


def test_what_nobody_but_the_library_did_is_said_of_it(library):
    ended = call(library, "kill_itself", "-> void")
    assert "`dmesg` says whether the machine was out of memory" in ended.errors, ended.errors
    assert "correct the library" not in ended.errors


def test_a_text_that_is_too_long_to_be_passed_on_is_refused(library):
    ended = call(library, "long_text", "i64 -> str", 17 << 20, gives="text")
    assert ended.status == 1 and ended.failure["class"] == "refused", ended.errors
    assert "what the library returned is longer than 16 MiB" in ended.errors
    assert call(library, "long_text", "i64 -> str", 1 << 20, gives="text").status == 0


@pytest.mark.parametrize("make", [
    os.mkfifo, lambda path: path.symlink_to("/dev/zero"), lambda path: path.mkdir(),
    lambda path: path.symlink_to(path)], ids=["pipe", "device", "folder", "loop"])
def test_what_is_no_ordinary_file_is_refused_at_once(tmp_path, make):
    path = tmp_path / "lib.so"
    make(path)
    ended = call(path, "add", "i32, i32 -> i32", 1, 2)
    assert ended.status == 5, ended.errors
    assert ("it is not a regular file" in ended.errors
            or "Too many levels of symbolic links" in ended.errors), ended.errors


def test_a_slash_is_a_slash_whatever_follows(library, tmp_path):
    """To Swift `/` with a combining accent after it is another character; to the loader it is a path."""
    folder = tmp_path / "open"
    folder.mkdir()
    copy = folder / "\u0301lib.so"
    shutil.copy(library, copy)
    assert call(copy, "add", "i32, i32 -> i32", 1, 2).status == 0
    folder.chmod(0o777)
    ended = call(copy, "add", "i32, i32 -> i32", 1, 2)
    assert ended.status == 5 and f"chmod go-w {folder}" in ended.errors, ended.errors
    ended = call("open/\u0301lib.so", "add", "i32, i32 -> i32", 1, 2)
    assert ended.status == 65 and "neither a name nor an absolute path" in ended.errors


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_nobody_else_may_lead_elsewhere(library, tmp_path):
    """A link, and the folder that it is in, say which file it is."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "lib.so").symlink_to(library)
    assert call(theirs / "lib.so", "add", "i32, i32 -> i32", 1, 2).status == 0
    os.chown(theirs, 12345, 12345)
    ended = call(theirs / "lib.so", "add", "i32, i32 -> i32", 1, 2)
    assert ended.status == 5 and f"{theirs} belongs to user 12345" in ended.errors, ended.errors
    # The owner of a sticky folder can do what nobody else can there.
    theirs.chmod(0o1777)
    ended = call(theirs / "lib.so", "add", "i32, i32 -> i32", 1, 2)
    assert ended.status == 5 and f"{theirs} belongs to user 12345" in ended.errors, ended.errors
    os.chown(theirs, 0, 0)
    assert call(theirs / "lib.so", "add", "i32, i32 -> i32", 1, 2).status == 0
    os.lchown(theirs / "lib.so", 12345, 12345)
    ended = call(theirs / "lib.so", "add", "i32, i32 -> i32", 1, 2)
    assert ended.status == 5 and "lib.so belongs to user 12345" in ended.errors, ended.errors


@pytest.mark.parametrize("signature, values, words", [
    ("i32, i32 -> i32", [2 ** 31, 0], "`arguments[0]` is not from -2147483648 to 2147483647"),
    ("i32, u32 -> i32", [0, -1], "`arguments[1]` is not from 0 to 4294967295"),
    ("i32, i32 -> i32", ["x", 0], "`arguments[0]` should be an integer"),
    ("str, i32 -> i32", ["a\0b", 0], "`arguments[0]` has a zero byte in it"),
    ("list(str), i32 -> i32", [["a", [1]], 0], "`arguments[0]` should be a text and is a list"),
    ("bool, i32 -> i32", ["maybe", 0], "`arguments[0]` should be true or false"),
    ("f64, i32 -> i32", [{}, 0], "`arguments[0]` should be a number and is a mapping"),
])
def test_values_that_do_not_fit_are_refused_before_the_call(library, signature, values, words):
    ended = call(library, "crash", signature, *values)
    assert ended.status == 1 and words in ended.errors, ended.errors


@pytest.mark.parametrize("signature, words", [
    ("", "`->` and what it returns are missing"),
    ("i32", "`->` and what it returns are missing"),
    ("i32 i32 -> i32", "`,` or `->` should stand after an argument"),
    ("i31 -> i32", "there is no type `i31`; did you mean `i32`?"),
    ("i32 -> bytes", "no function can return `bytes`"),
    ("a:i32, a:i32 -> i32", "there is an argument `a` already"),
    ("A:i32 -> i32", "`A` is no name"),
    ("list(i32) -> i32", "only lists of texts"),
    ("i32 -> i32 i32", "nothing may follow"),
    ("call -> i32", "which only a plugin's functions take"),
    ("i32, call -> i32", "`call` must be the first argument"),
])
def test_a_bad_signature_is_an_error_of_the_file(library, signature, words):
    ended = call(library, "add", signature, *[1] * signature.split("->")[0].count("i32"))
    assert ended.status == 65 and words in ended.errors, ended.errors


def test_results_that_are_none(library):
    ended = call(library, "not_text", "-> str", gives="x")
    assert ended.status == 1 and "not UTF-8" in ended.errors
    ended = call(library, "nothing", "-> str", gives="x")
    assert ended.status == 1 and "returned nothing" in ended.errors
    assert call(library, "nothing", "-> str").status == 0


def test_nobody_else_may_have_written_the_library(library, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o755)
    copy = folder / "lib.so"
    shutil.copy(library, copy)
    assert call(copy, "add", "i32, i32 -> i32", 1, 2).status == 0
    copy.chmod(0o666)
    ended = call(copy, "add", "i32, i32 -> i32", 1, 2)
    assert ended.status == 5 and f"chmod go-w {copy}" in ended.errors
    copy.chmod(0o644)
    folder.chmod(0o777)
    ended = call(copy, "add", "i32, i32 -> i32", 1, 2)
    assert ended.status == 5 and f"chmod go-w {folder}" in ended.errors
    # A link in a good folder does not hide where it leads.
    link = tmp_path / "link.so"
    link.symlink_to(copy)
    assert call(link, "add", "i32, i32 -> i32", 1, 2).status == 5
    folder.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(copy, 12345, 12345)
        ended = call(copy, "add", "i32, i32 -> i32", 1, 2)
        assert ended.status == 5 and "belongs to user 12345" in ended.errors


def test_files_that_are_no_library_for_this_machine(library, tmp_path):
    text = tmp_path / "text.so"
    text.write_text("no library")
    assert "is no ELF file, and no shared library" in call(text, "add", "-> i32").errors
    other = tmp_path / "other.so"
    content = bytearray(library.read_bytes())
    content[18] = 183 if content[18] == 62 else 62
    other.write_bytes(content)
    ended = call(other, "add", "-> i32")
    assert ended.status == 5 and " was built for " in ended.errors, ended.errors
    empty = tmp_path / "empty.so"
    empty.touch()
    assert "is no ELF file" in call(empty, "add", "-> i32").errors
    cut = tmp_path / "cut.so"
    cut.write_bytes(library.read_bytes()[:-12_000])
    ended = call(cut, "add", "-> i32")
    assert ended.status == 5 and " is damaged: " in ended.errors, ended.errors
    ended = call("libnot-there.so.7", "add", "-> i32")
    assert ended.status == 5 and "libnot-there.so.7" in ended.errors
    ended = call(library, "subtract", "-> i32")
    assert ended.status == 5 and "has no function `subtract`" in ended.errors
    ended = call(library, "variable", "-> i32")
    assert ended.status == 5 and f"`variable` of {library} is a variable, not a function" in ended.errors
    needy = tmp_path / "needy.so"
    other_library = tmp_path / "libother.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-w", "-o", other_library, SOURCE], check=True)
    source = tmp_path / "needy.c"
    source.write_text("int add(int, int); int twice(int a) { return add(a, a); }")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", needy, source, "-L", tmp_path, "-lother"],
                   check=True)
    ended = call(needy, "twice", "i32 -> i32", 1)
    assert ended.status == 5 and "libother.so" in ended.errors, ended.errors


def test_thread_local_variables_that_have_no_room_are_said_to_be_that(tmp_path):
    source, library = tmp_path / "l.c", tmp_path / "libtls.so"
    source.write_text("static __thread char room[1 << 20] __attribute__((tls_model(\"initial-exec\")));\n"
                      "int f(int i) { return room[i]; }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    ended = call(library, "f", "i32 -> i32", 1)
    assert ended.status == 5
    assert f"{library} has thread-local variables that must be there when a program starts" in ended.errors
    assert "build it without `-ftls-model=initial-exec`" in ended.errors


def test_functions_that_the_loader_chooses_are_functions():
    """As `strlen` (an indirect function) and `time`, which may be the kernel's own code."""
    assert call("libc.so.6", "strlen", "str -> u64", "four", gives="it.is").of(
        "attempt-succeeded")[0]["gave"] == {"it.is": 4}
    assert call("libc.so.6", "time", "u64 -> i64", 0, gives="it.is").of(
        "attempt-succeeded")[0]["gave"]["it.is"] > 1_600_000_000


def test_a_script_for_the_linker_is_said_to_be_one(library, tmp_path):
    script = tmp_path / "libscript.so"
    script.write_text(f"/* GNU ld script */\nGROUP ( {library} AS_NEEDED ( -lm ) )\n")
    ended = call(script, "add", "-> i32")
    assert ended.status == 5 and ended.failure["class"] == "refused"
    assert f"{script} is a linker script, not a library; it names {library}, libm.so" in ended.errors
    assert f"name the library itself: {library}\n" in ended.errors
    # As the C library's own files for the linker are; which the loader finds by its name.
    ended = call("libc.so", "abs", "i32 -> i32", 1)
    assert "libc.so is a linker script, not a library; it names " in ended.errors, ended.errors


def test_a_symbol_that_nothing_has_gets_its_own_remedy(tmp_path):
    source, library = tmp_path / "l.c", tmp_path / "liblacking.so"
    source.write_text("int nowhere(void); int f(void) { return nowhere(); }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    ended = call(library, "f", "-> i32")
    assert ended.status == 5
    assert f"{library} uses the symbol `nowhere`, which no library that it is linked with has" in ended.errors
    assert f"`ldd -r {library}` lists all that are missing" in ended.errors


@pytest.mark.skipif(IS_SANITIZED, reason="it is enlist that crashes here")
def test_in_process_it_is_called_in_enlist_itself(library):
    ended = call(library, "add", "i32, i32 -> i32", 1, 2, isolation="in-process", gives="sum")
    assert ended.of("attempt-succeeded")[0]["gave"] == {"sum": 3}
    process = start(library, "crash", "-> i32", isolation="in-process")
    process.communicate()
    assert process.returncode < 0, "there it is enlist that dies"


def test_its_environment_is_not_enlists(library):
    ended = call("libc.so.6", "getenv", "str -> str", "SECRET_OF_ENLIST", gives="x")
    assert "returned nothing" in ended.errors
    ended = call("libc.so.6", "getenv", "str -> str", "PATH", gives="x")
    assert ended.of("attempt-succeeded")[0]["gave"]["x"].startswith("/usr/local/sbin")


def test_by_hand_its_process_says_what_it_is():
    ended = subprocess.run([BUILD / "enlist", "plugin-host"], stdin=subprocess.DEVNULL,
                           capture_output=True, text=True)
    assert ended.returncode == 64 and "what enlist starts" in ended.stderr
