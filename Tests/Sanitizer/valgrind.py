"""Plugins' processes under valgrind: loads libraries and plugins, calls them, and fails where the host's
own code reads or writes what it should not. It talks to `enlist plugin-host` as enlist does.

usage: valgrind.py ENLIST
"""

import json
import re
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

PEERS = Path(__file__).parents[1] / "Peers"
HEADER = Path(__file__).parents[2] / "Sources/CEnlist/include"


class Host:
    """An `enlist plugin-host` of one library."""

    def __init__(self, enlist, log):
        ours, theirs = socket.socketpair()
        self.log = log
        self.process = subprocess.Popen(
            ["valgrind", "--quiet", f"--log-file={log}", "--trace-children=no",
             "--error-limit=no", enlist, "plugin-host"],
            stdin=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"}, start_new_session=True)
        theirs.close()
        self.socket = ours
        self.socket.settimeout(20)

    def read(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def ask(self, request):
        """What the host answers; nothing where its process ends instead."""
        try:
            data = json.dumps(request).encode()
            self.socket.sendall(struct.pack(">I", len(data)) + data)
            while True:
                answer = json.loads(self.read(struct.unpack(">I", self.read(4))[0]))
                if "record" in answer:
                    data = json.dumps({"recorded": True}).encode()
                    self.socket.sendall(struct.pack(">I", len(data)) + data)
                elif not answer.keys() & {"log", "progress", "waiting"}:
                    return answer
        except (EOFError, ConnectionError, TimeoutError, ValueError):
            return None

    def end(self):
        self.socket.close()
        self.process.wait(60)


def compile_library(path, source, *options):
    subprocess.run(["cc", "-shared", "-fPIC", "-O0", "-g", "-w", f"-I{HEADER}", *options, "-o", path,
                    source, "-lpthread"], check=True)
    return str(path)


def errors(log):
    """What valgrind complains of, each with the place where it happened."""
    text = re.sub(r"^==\d+== ?", "", Path(log).read_text(errors="replace"), flags=re.M)
    blocks = [block for block in re.split(r"\n\s*\n", text) if re.search(r"^   at 0x", block, re.M)]
    # What the process died of, if of a library's own fault, is no finding.
    return [block for block in blocks if "Process terminating" not in block]


def place(block):
    """The innermost function that is enlist's or a plugin's: the C library's go by who has called them.

    A library is loaded from memory, where valgrind finds no lines: it says the name of the file."""
    stack = re.split(r"^ \S", block, maxsplit=1, flags=re.M)[0]
    frames = re.findall(r"^   (?:at|by) 0x[0-9A-F]+: (.*)$", stack, re.M)
    return next((frame for frame in frames if re.search(r"/enlist\)$|/memfd:", frame)),
                "")


def main(program, folder):
    findings = calls = 0
    # valgrind gives up over Swift's debugging information.
    enlist = folder / "enlist"
    subprocess.run(["objcopy", "--strip-debug", program, enlist], check=True)

    def begin(name):
        host = Host(enlist, folder / f"{name}.log")
        limits = {}
        if host.ask({"begin": limits}) != {"ready": True}:
            sys.exit(f"the host does not begin under valgrind: {host.log.read_text()}")
        return host

    def end(host, sources):
        nonlocal findings
        host.end()
        for block in errors(host.log):
            where = place(block)
            if any(source in where for source in sources):
                continue
            findings += 1
            print(block, end="\n\n")

    bad = compile_library(folder / "native-bad.c.so", PEERS / "libraries/bad.c")
    host = begin("native")
    for symbol, signature, values in [
            ("add", "i32, i32 -> i32", [2, 40]), ("count_bytes", "bytes -> i64", ["a\0b"]),
            ("count_texts", "list(str) -> i32", [["a", "b"]]), ("half", "f64 -> f64", [5]),
            ("largest", "-> u64", []), ("greet", "str -> str", ["you"]),
            ("greet", "json -> str", [{"a": [1]}]), ("absent", "-> void", [])]:
        answer = host.ask({"native": {"library": bad, "symbol": symbol, "signature": signature,
                                      "values": values}})
        assert answer and answer.keys() <= {"returned", "failed"}, (symbol, answer)
        calls += 1
    end(host, ["bad.c"])

    for source in "good.c", "bad.c", "faulty.c":
        library = compile_library(folder / f"plugin-{source}.so", PEERS / "plugins" / source)
        load = {"load": {"path": library}}
        host = begin(f"load-{source}")
        answer = host.ask(load)
        assert answer and "loaded" in answer, answer
        for step in answer["loaded"]["steps"]:
            kind = step["kind"]
            # Of those that never end, and of children, nothing is to be learned; what frees the host's
            # memory is not ended by valgrind as it is elsewhere, and the host frees it again.
            if re.search("hang|spin|ignore|signals|socket|flood|patient|hurry|child|session|eat-|twice",
                         kind):
                continue
            count = len(re.findall(r"\w:", step["signature"]))
            for values in [[None] * count, [["text"]] * count, [[1]] * count]:
                calls += 1
                call = {"kind": kind, "entry": "run", "values": values,
                        "facts": {"hostname": "web1"}, "recorded": {}}
                if host.ask({"call": call}) is None:
                    end(host, [source])
                    host = begin(f"{source}-{kind}")
                    host.ask(load)
                    break
        end(host, [source])
    print(f"valgrind: {calls} calls, {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(main(sys.argv[1], Path(temporary)))
