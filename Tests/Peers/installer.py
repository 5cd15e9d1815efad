"""Agent installers of a test's own: archives, and a server on loopback that hands them out."""

import contextlib
import io
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FOLDER = "opsworks-agent-installer"


def entry(name, content=b"", **attributes):
    """An entry of a tar archive: a file, unless the attributes say otherwise."""
    info = tarfile.TarInfo(name)
    info.size = len(content)
    info.mode = 0o755
    for attribute, value in attributes.items():
        setattr(info, attribute, value)
    return info, content


def archive(*entries, format=tarfile.GNU_FORMAT):
    """A gzipped tar archive of these entries."""
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w:gz", format=format) as tar:
        for info, content in entries:
            tar.addfile(info, io.BytesIO(content))
    return output.getvalue()


def installer(script):
    """An honest archive, with this as its `boot-registration`."""
    return archive(entry(f"{FOLDER}/", type=tarfile.DIRTYPE),
                   entry(f"{FOLDER}/boot-registration", script.encode()))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.server.shop.archive
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Shop:
    """Hands out an archive, which can be changed at any time."""

    def __init__(self, url):
        self.url = url
        self.archive = b""


@contextlib.contextmanager
def shop():
    """Serves an archive for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.shop = Shop(f"http://127.0.0.1:{server.server_port}/installer.tgz")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.shop
    finally:
        server.shutdown()
        server.server_close()
