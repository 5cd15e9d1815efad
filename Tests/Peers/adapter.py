"""An editor that debugs a run: dap-python as the client, the protocol's schema as the judge."""

import functools
import json
import select
import subprocess
import time
from pathlib import Path

import dap.client
import debugpy
import jsonschema

from cloud import BUILD

SCHEMA = json.loads(
    (Path(debugpy.__file__).parent
     / "_vendored/pydevd/_pydevd_bundle/_debug_adapter/debugProtocol.json").read_text())

# What a launch configuration says for the default scenario.
INPUTS = {"product": "shop", "environment": "prod", "platform": "web", "major": "3"}


def judge(message):
    """Checks a message by the definition that the protocol's schema has for it."""
    if message["type"] == "response" and not message["success"]:
        name = "ErrorResponse"
    else:
        name = message["event" if message["type"] == "event" else "command"]
        name = name[0].upper() + name[1:] + message["type"].capitalize()
    assert name in SCHEMA["definitions"], f"the protocol has no {name}: {message}"
    validator(name).validate(message)


@functools.cache
def validator(name):
    return jsonschema.Draft4Validator(
        {"$ref": f"#/definitions/{name}", "definitions": SCHEMA["definitions"]})


class Client:
    """dap-python 1.0, behind the face that 0.5 has; it takes each message apart by its models."""

    def __init__(self, name):
        self.client = dap.client.DAPClient(clientID=name, adapterID=name)

    def send(self):
        return self.client.send()

    def send_request(self, command, arguments):
        if command == "disconnect":  # Its own method for that sends no arguments.
            self.client._state = dap.client.ClientState.WAITING_FOR_SHUTDOWN
        return self.client._send_request(command, arguments)

    def receive(self, data):
        return list(self.client.recv(data))


if not hasattr(dap.client, "DAPClient"):  # Python 3.11 and older get dap-python 0.5.0.
    import dap.handler

    # It reads the bodies of these answers as if they were whole answers, and looks for another name in one; the
    # schema judges them all the same.
    WHOLE = {
        "launch", "configurationDone", "next", "stepIn", "stepOut", "stepBack", "reverseContinue",
        "restartFrame", "pause", "terminate", "disconnect", "setExceptionBreakpoints", "exceptionInfo",
    }

    class Handler(dap.handler.Handler):
        def handle_event(self, event):
            if event.event == "stopped":  # It takes these numbers for texts.
                numbers = event.body.get("hitBreakpointIds", [])
                event.body["hitBreakpointIds"] = [str(number) for number in numbers]
            return super().handle_event(event)

        def handle_response(self, response):
            if response.success and response.command in WHOLE:
                self.client._pending_requests.pop(response.request_seq)
                return response
            return super().handle_response(response)

    class Client(dap.client.Client):  # noqa: F811
        def __init__(self, name):
            super().__init__(name)
            self.handler = Handler(self)


class Editor:
    """A session of `enlist dap`, over its streams or over a socket."""

    def __init__(self, cloud, *arguments, connect=None, number=0, **environment):
        self.process = None
        self.socket = connect
        if connect is None:
            self.process = subprocess.Popen(
                [BUILD / "enlist", "dap", *arguments], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env=cloud.environment(number, **environment))
        self.client = Client("enlist")
        self.waiting = []
        self.raw = bytearray()
        self.flush()
        self.capabilities = self.response("initialize")

    # The wire

    def flush(self):
        data = bytes(self.client.send())
        if self.socket:
            self.socket.sendall(data)
        elif data:
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def receive(self, seconds=20):
        """Waits for messages, judges them, and keeps them; whether there were any."""
        stream = self.socket or self.process.stdout
        assert select.select([stream], [], [], seconds)[0], "nothing came"
        data = self.socket.recv(65536) if self.socket else stream.read1(65536)
        if not data:
            return False
        self.raw += data
        while b"\r\n\r\n" in self.raw:
            header, rest = bytes(self.raw).split(b"\r\n\r\n", 1)
            length = int(header.split(b":")[1])
            if len(rest) < length:
                break
            message = json.loads(rest[:length])
            judge(message)
            (typed,) = self.client.receive(header + b"\r\n\r\n" + rest[:length])
            self.waiting.append((message, typed))
            self.raw = bytearray(rest[length:])
        return True

    def take(self, matches, seconds=30):
        """The first message that matches, of those that have come and that come."""
        deadline = time.monotonic() + seconds
        while True:
            for place, (message, typed) in enumerate(self.waiting):
                if matches(message):
                    del self.waiting[place]
                    return message, typed
            assert time.monotonic() < deadline, [m for m, _ in self.waiting]
            assert self.receive(), f"it has ended: {[m for m, _ in self.waiting]}"

    def response(self, command):
        """The body of the next answer to a command that is done."""
        message, _ = self.take(
            lambda m: m["type"] == "response" and m["command"] == command)
        assert message["success"], message
        return message.get("body")

    def ask(self, command, **arguments):
        """Asks, and gives the answer's body."""
        self.client.send_request(command, arguments)
        self.flush()
        return self.response(command)

    def refused(self, command, **arguments):
        """Asks for what cannot be done, and gives what is said of it."""
        self.client.send_request(command, arguments)
        self.flush()
        message, _ = self.take(
            lambda m: m["type"] == "response" and m["command"] == command)
        assert not message["success"], message
        return message["body"]["error"]["format"]

    def event(self, name):
        return self.take(lambda m: m["type"] == "event" and m["event"] == name)[0].get("body")

    # A conversation

    def launch(self, **arguments):
        self.ask("launch", **{"inputs": INPUTS, **arguments})
        self.event("initialized")

    def begin(self):
        self.ask("configurationDone")

    def stopped(self):
        """Where the run stops next: why, and the frame."""
        body = self.event("stopped")
        frame, = self.ask("stackTrace", threadId=1)["stackFrames"]
        return body, frame

    def at(self):
        """Why and where the run stops next, in short."""
        body, frame = self.stopped()
        return body["reason"], frame["name"]

    def go(self, command):
        """Lets the run go on, and says where it stops."""
        self.ask(command, threadId=1)
        return self.at()

    def variables(self, scope):
        frame, = self.ask("stackTrace", threadId=1)["stackFrames"]
        scopes = self.ask("scopes", frameId=frame["id"])["scopes"]
        reference = next(s["variablesReference"] for s in scopes if s["name"] == scope)
        return reference, {
            variable["name"]: variable
            for variable in self.ask("variables", variablesReference=reference)["variables"]}

    def repl(self, command):
        return self.ask("evaluate", expression=command, context="repl")["result"]

    def output(self, category):
        """What has been shown so far."""
        return "".join(
            message["body"]["output"] for message, _ in self.waiting
            if message.get("event") == "output" and message["body"]["category"] == category)

    def end(self):
        """Says goodbye; gives the program's status and errors."""
        self.ask("disconnect")
        if self.socket:
            self.socket.close()
            return None
        self.process.stdin.close()
        status = self.process.wait(timeout=20)
        return status, self.process.stderr.read().decode()

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
