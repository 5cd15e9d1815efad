"""Stands between enlist and a service, and changes replies on their way."""

import http.client
import re
import socket
import struct
import threading
import time
from urllib.parse import urlsplit

import mutations

# So long may a reply take on its way, and so much may an endless one be.
LONGEST, MOST = 3.0, 96 << 20


def service(path, headers):
    """Whose reply it is: a signature names its service."""
    signed = re.search(r"/(\w+)/aws4_request", headers.get("authorization", ""))
    if signed:
        return signed[1]
    return "metadata" if path.startswith("/latest/") else "installer"


class Proxy:
    """A server for each of some services; `share` of their replies are changed, as chance has it.

    What it changes is noted, and so is what comes to the trap: a server to which only a hostile reply
    leads.
    """

    def __init__(self, random, share, only=None):
        self._random, self._share, self._only = random, share, only
        self._lock = threading.Lock()
        self._sockets = []
        self._replaced = []
        self.done = []
        self.trapped = []
        self.is_over = False
        self.trap = self._listen(self._take)

    def before(self, upstream):
        """The endpoint that stands before another one; None stands for a store that takes everything."""
        endpoint = self._listen(lambda connection: self._serve(connection, upstream))
        if upstream:
            self._replaced.append((upstream.encode(), endpoint.encode()))
        return endpoint

    def close(self):
        self.is_over = True
        for listening in self._sockets:
            listening.close()

    def _listen(self, work):
        listening = socket.create_server(("127.0.0.1", 0))
        self._sockets.append(listening)

        def accept():
            while not self.is_over:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                connection.settimeout(20)
                threading.Thread(target=self._guarded, args=[work, connection], daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return "http://127.0.0.1:%d" % listening.getsockname()[1]

    def _guarded(self, work, connection):
        try:
            work(connection)
        except (OSError, http.client.HTTPException, ValueError):
            pass  # The client has had enough, or the service is gone.
        finally:
            connection.close()

    def _take(self, connection):
        self.trapped.append(connection.recv(65_536))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")

    def _serve(self, connection, upstream):
        reader = connection.makefile("rb")
        while not self.is_over and (first := reader.readline()):
            method, path, _ = first.decode("latin-1").split(" ", 2)
            headers = []
            while (line := reader.readline().decode("latin-1").rstrip("\r\n")):
                name, _, value = line.partition(":")
                headers.append((name, value.strip()))
            known = {name.lower(): value for name, value in headers}
            if known.get("expect"):
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = reader.read(int(known.get("content-length", 0)))
            reply = self._ask(upstream, method, path, headers, body)
            if not self._deliver(connection, reply, service(path, known), f"{method} {path}"):
                return

    def _ask(self, upstream, method, path, headers, body):
        if upstream is None:
            return mutations.Reply(200, [("ETag", '"x"')], b"")
        client = http.client.HTTPConnection(urlsplit(upstream).netloc, timeout=20)
        client.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers:
            if name.lower() not in ("connection", "expect"):
                client.putheader(name, value)
        client.endheaders(body or None)
        answer = client.getresponse()
        content = answer.read()
        client.close()
        # What the services say of each other leads through here as well.
        for one, other in self._replaced:
            content = content.replace(one, other).replace(
                one.replace(b"/", b"\\/"), other.replace(b"/", b"\\/"))
        kept = [(name, value) for name, value in answer.getheaders()
                if name.lower() not in ("content-length", "connection", "transfer-encoding")]
        return mutations.Reply(answer.status, kept, content)

    def _deliver(self, connection, reply, service, what):
        """Sends a reply; whether the connection is good for another."""
        with self._lock:
            random = self._random
            if random.random() < self._share and self._only in (None, service):
                reply.trap = self.trap
                names = []
                for change in random.sample(mutations.ALL, random.choice([1, 1, 1, 2, 3])):
                    change(reply, random)
                    names.append(change.__name__)
                self.done.append((service, f"{what}: {' + '.join(names)}"))
        wire = reply.wire()
        begin = time.monotonic()
        if reply.seconds_a_byte:
            while wire and time.monotonic() - begin < LONGEST:
                connection.sendall(wire[:1])
                wire = wire[1:]
                time.sleep(reply.seconds_a_byte)
        connection.sendall(wire)
        sent = 0
        while reply.endless and sent < MOST and time.monotonic() - begin < LONGEST:
            connection.sendall(reply.endless)
            sent += len(reply.endless)
        if reply.resets:
            # A reset in place of an end (socket(7), SO_LINGER).
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return not (reply.closes or reply.endless or reply.resets or reply.length is Ellipsis)
