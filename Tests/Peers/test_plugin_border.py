"""What lies between enlist and a C function: each row of the table in docs/plugin-abi.md is tried here."""

import json
import os
import platform
import re
import subprocess
from pathlib import Path

import pytest

from cloud import BUILD, IS_SANITIZED
from test_native import call, start
from test_plugins import ENVIRONMENT, compile_plugin

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs/plugin-abi.md"

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="the table is of x86-64")


class Border:
    """Libraries of functions, and how they are called."""

    def __init__(self, folder):
        self.folder = folder
        self.library = self.build("border.c", "cc")
        self.cpp = self.build("border.cpp", "c++")

    def build(self, source, compiler, *options, name=None):
        path = self.folder / (name or f"lib{source.replace('.', '-')}.so")
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-O1", "-w", f'-DBORDER_FOLDER="{self.folder}"', *options,
             "-o", path, HERE / "libraries" / source], check=True)
        return path

    def value(self, symbol, signature, *values, library=None, **more):
        """What a function returns."""
        ended = call(library or self.library, symbol, signature, *values, gives="it", **more)
        assert ended.status == 0, ended.errors
        return ended.of("attempt-succeeded")[0]["gave"]["it"]

    def values(self, *calls, isolation="process"):
        """What functions return that are called one after the other by one run."""
        steps = [
            {"native": {"library": str(library or self.library), "symbol": symbol, "signature": signature,
                        "arguments": list(values), "gives": f"it-{index}", "isolation": isolation},
             "id": f"call-{index}"}
            for index, (library, symbol, signature, *values) in enumerate(calls)]
        file = self.folder / "calls.yaml"
        file.write_text(json.dumps({"enlist": 1, "name": "calls", "steps": steps}))
        ended = subprocess.run(
            [BUILD / "enlist", "run", "--pipeline", file, "--state-dir", self.folder / "state", "--fresh",
             "--json", "--set", "instance.id=i-1"], env=ENVIRONMENT, capture_output=True, text=True,
            timeout=60)
        assert ended.returncode == 0, ended.stderr
        events = [json.loads(line) for line in ended.stdout.splitlines()]
        gave = [event["gave"] for event in events if event["type"] == "attempt-succeeded"]
        return [value for facts in gave for value in facts.values()]


@pytest.fixture(scope="module")
def border(tmp_path_factory):
    return Border(tmp_path_factory.mktemp("border"))


def size_t(border):
    largest = "18446744073709551615"
    assert border.value("size_of", "u64 -> u64", largest) == largest


def long_and_enum(border):
    assert border.value("long_of", "i64 -> i64", -(2 ** 63)) == -(2 ** 63)
    assert border.value("colour_of", "i32 -> i32", -1) == -1
    assert border.value("short_of", "i32 -> i32", -5) in (-5, 65531)
    assert border.value("char_of", "i32 -> i32", 300) % 256 == 44, "cut, as C cuts it"


def bool_(border):
    assert border.value("opposite", "bool -> bool", True) is False
    assert border.value("truth_of", "bool -> i32", True) == 1
    assert border.value("truth_in_second_byte", "-> bool") is False, "an `int` is no `bool`"
    assert border.value("truth_in_second_byte", "-> i32") == 256


def float_(border):
    assert border.value("half_of_float", "f64 -> f64", 5) != 2.5


def varargs(border):
    assert border.value("sum_of", "i32, i32, i32 -> i32", 2, 40, 2) == 42
    assert border.value("sum_of_doubles", "i32, f64, f64 -> f64", 2, 1.5, 2) == 3.5


def structs_by_value(border):
    assert border.value("second_of_pair", "i32, i32 -> i32", 2, 40) == 0, "both in one register"
    assert border.value("second_of_pair", "i64 -> i32", 40 << 32 | 2) == 40
    assert border.value("y_of_point", "f64, f64 -> f64", 1, 2.5) == 2.5
    assert border.value("last_of_large", "i64, i64, i64 -> i64", 1, 2, 3) != 3, "on the stack"


def structs_by_pointer(border):
    pair = "\x02\0\0\0\x28\0\0\0"
    assert border.value("second_of_pair_there", "bytes -> i32", pair) == 40


def callbacks(border):
    assert border.value("apply", "u64, i32 -> i32", 0, 1) == -1
    ended = call(border.library, "apply", "u64, i32 -> i32", 4096, 1)
    assert ended.failure["class"] == "crashed" and "killed by SIGSEGV" in ended.errors


def results_in_arguments(border):
    assert border.value("overwrite", "text:str -> i32", library=border.library,
                        facts=["text=abc"]) == ord("X")
    text = [None, "strlen", "str -> u64", "abc"]
    assert border.values([None, "overwrite", "str -> i32", "abc"], text) == [ord("X"), 3]


def pointers(border):
    first = border.values([None, "make_counter", "-> u64"])[0]
    assert 0 < first < 2 ** 47
    file = border.folder / "handles.yaml"
    native = {"library": str(border.library)}
    file.write_text(json.dumps({"enlist": 1, "name": "handles", "steps": [
        {"native": {**native, "symbol": "make_counter", "signature": "-> u64", "gives": "counter"}},
        *({"native": {**native, "symbol": "bump", "signature": "counter:u64 -> i64", "gives": f"n-{i}"},
           "id": f"bump-{i}"} for i in range(2))]}))
    ended = subprocess.run(
        [BUILD / "enlist", "run", "--pipeline", file, "--state-dir", border.folder / "state", "--fresh",
         "--json", "--set", "instance.id=i-1"], env=ENVIRONMENT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert '"n-0":1' in ended.stdout and '"n-1":2' in ended.stdout


def errno_(border):
    assert border.values([None, "fail_with_errno", "-> i32"],
                         [None, "errno_at_the_beginning", "-> i32"]) == [-1, 0]


def thread_local_state(border):
    counted = [None, "count_in_thread", "-> i32"]
    first = [None, "is_first_thread", "-> i32"]
    assert border.values(counted, counted, counted, first) == [1, 2, 3, 1]
    counts = [None, "count_calls", "-> i32"]
    values = border.values(counts, counts, first, isolation="in-process")
    assert values == [1, 2, 0], "not the first thread, and not always the same one"


def constructors_and_destructors(border):
    for name in "destructor", "atexit":
        (border.folder / name).unlink(missing_ok=True)
    calls = [None, "was_constructed", "-> i32"], [None, "register_at_exit", "-> i32"]
    assert border.values(*calls) == [1, 0]
    assert not (border.folder / "destructor").exists() and not (border.folder / "atexit").exists()


def clash_with_enlist(border):
    assert border.value("version_in_use", "-> str").startswith("expat_"), "enlist's own comes first"
    own = border.build("border.c", "cc", "-Wl,-Bsymbolic", name="libsymbolic.so")
    assert border.value("version_in_use", "-> str", library=own) == "border"


def clash_of_two_libraries(border):
    twin = border.build("border.c", "cc", name="libtwin.so")
    calls = [[library, "count_calls", "-> i32"] for library in (None, twin, None, twin)]
    for isolation in "process", "in-process":
        assert border.values(*calls, isolation=isolation) == [1, 1, 2, 2]


def cpp_exceptions(border):
    assert border.value("throws_within", "-> i32", library=border.cpp) == 7
    ended = call(border.cpp, "throws_through", "-> i32")
    assert ended.failure["class"] == "crashed" and "was killed by SIGABRT" in ended.errors
    assert "nobody catches this" in ended.errors
    if not IS_SANITIZED:
        process = start(border.cpp, "throws_through", "-> i32", isolation="in-process")
        process.communicate(timeout=60)
        assert process.returncode == -6


def cpp_names(border):
    ended = call(border.cpp, "overloaded", "i32 -> i32", 1)
    assert ended.status == 5 and "has no function `overloaded`" in ended.errors
    assert border.value("_Z10overloadedi", "i32 -> i32", 1, library=border.cpp) == 1


def data(border):
    for symbol in "variable", "table", "variable_of_thread":
        ended = call(border.library, symbol, "-> i32")
        assert ended.status == 5 and ended.failure["class"] == "refused"
        assert f"`{symbol}` of {border.library} is a variable, not a function" in ended.errors


ROWS = {
    "`size_t`, `uintptr_t`, pointers as numbers": size_t,
    "`long`, `off_t`, `time_t`; `short`, `char`, enums": long_and_enum,
    "`bool`": bool_,
    "`float`": float_,
    "varargs": varargs,
    "structs by value": structs_by_value,
    "structs by pointer": structs_by_pointer,
    "callbacks": callbacks,
    "results through arguments": results_in_arguments,
    "pointers that are kept": pointers,
    "`errno`": errno_,
    "thread-local and static variables": thread_local_state,
    "constructors and destructors": constructors_and_destructors,
    "a name that `enlist`'s own libraries have too": clash_with_enlist,
    "a name that two libraries have": clash_of_two_libraries,
    "C++ exceptions": cpp_exceptions,
    "C++ names": cpp_names,
    "variables": data,
}


@pytest.mark.parametrize("row", ROWS)
def test_it_is_as_the_table_says(border, row):
    ROWS[row](border)


def test_the_table_has_the_rows_that_are_tried():
    text = PAGE.read_text().split("\n## What crosses the border\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")]
    assert rows[1:] == list(ROWS)
    assert "not run on arm64" in text
