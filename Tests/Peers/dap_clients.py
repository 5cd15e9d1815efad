"""Two clients of the Debug Adapter Protocol that are not ours, behind one face: dap-python, and debugpy's channel."""

import os
import queue
import subprocess

import debugpy  # noqa: F401  (its parts are imported by way of it)
from debugpy.common import messaging

from adapter import Editor
from cloud import BUILD


class Place:
    """Where runs happen that ask nothing of an instance, as `Cloud` has it for those that do."""

    def __init__(self, folder):
        self.root = folder / "root"
        self.root.mkdir()

    def environment(self, number=0, **more):
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ENLIST_"))}
        return {**environment, "ENLIST_ROOT": str(self.root), "AWS_EC2_METADATA_DISABLED": "true", **more}


class DapPython:
    """dap-python, which says `initialize` by itself."""

    name = "dap-python"

    def __init__(self, place):
        self.editor = Editor(place)
        self.process = self.editor.process

    def initialize(self):
        return self.editor.capabilities

    def send(self, command, **arguments):
        number = self.editor.client.send_request(command, arguments)
        self.editor.flush()
        return number, command

    def answer(self, sent):
        number, command = sent
        message, _ = self.editor.take(
            lambda m: m["type"] == "response" and m["command"] == command
            and (number is None or m["request_seq"] == number))
        if message["success"]:
            return True, message.get("body")
        return False, message["body"]["error"]["format"]

    def event(self, name):
        return self.editor.event(name)

    def events(self):
        """The names of the events that nobody has asked for, until the adapter has ended."""
        while self.editor.receive():
            pass
        return [m["event"] for m, _ in self.editor.waiting if m["type"] == "event"]

    def hang_up(self):
        self.process.stdin.close()

    def close(self):
        self.editor.close()


class Debugpy:
    """The channel by which debugpy speaks to its own adapters."""

    name = "debugpy"

    def __init__(self, place):
        self.process = subprocess.Popen(
            [BUILD / "enlist", "dap"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=place.environment())
        self.waiting = []
        self.come = queue.Queue()
        stream = messaging.JsonIOStream.from_process(self.process)
        self.channel = messaging.JsonMessageChannel(stream, messaging.MessageHandlers(
            event=lambda event: self.come.put((event.event, event.body)), disconnect=lambda: self.come.put(None)))
        self.channel.start()

    def initialize(self):
        answered, body = self.answer(self.send(
            "initialize", clientID="debugpy", adapterID="enlist", pathFormat="path", linesStartAt1=True,
            columnsStartAt1=True))
        assert answered, body
        return body

    def send(self, command, **arguments):
        return self.channel.send_request(command, arguments)

    def answer(self, sent):
        body = sent.wait_for_response(raise_if_failed=False)
        return (False, str(body)) if isinstance(body, Exception) else (True, body)

    def event(self, name):
        while True:
            found = next((event for event in self.waiting if event[0] == name), None)
            if found:
                self.waiting.remove(found)
                return found[1]
            event = self.come.get(timeout=30)
            assert event, f"it has ended: {self.waiting}"
            self.waiting.append(event)

    def events(self):
        while event := self.come.get(timeout=30):
            self.waiting.append(event)
        return [name for name, _ in self.waiting]

    def hang_up(self):
        self.process.stdin.close()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
