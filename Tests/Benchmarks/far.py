"""A way to a local cloud as it is to AWS: by TLS 1.3, to a host for each service, and with a delay.

The delay is that of a round trip; half of it each way. A connection takes one for TCP's handshake, too:
as the relay's own is instant, it keeps back what a client says first. So the time that a run takes more
where the delay is longer, over the difference of the delays, is the number of round trips that follow
each other, and what the machine itself takes cancels out.
"""

import asyncio
import contextlib
import datetime
import functools
import ipaddress
import ssl
import threading
import time
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# Each at an address of its own, as AWS has them at names of their own.
SERVICES = ["OPSWORKS", "EC2", "IAM", "AUTO_SCALING", "STS", "SSM"]


def host(service):
    return f"127.0.1.{1 + SERVICES.index(service)}"


def certificate(name, key, issuer, issuer_key, **addresses):
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=not addresses, path_length=None), critical=True))
    if addresses:
        builder = builder.add_extension(x509.SubjectAlternativeName(addresses["names"]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def make_authority(folder):
    """A CA that nobody keeps, and a key with a certificate of it: the paths of the CA and of both."""
    def name(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = certificate(
        name("enlist's bench"), authority_key, name("enlist's bench"), authority_key)
    names = [x509.IPAddress(ipaddress.ip_address(host(service))) for service in SERVICES]
    own = certificate(name("services"), key, name("enlist's bench"), authority_key, names=names)
    bundle, pair = folder / "authority.pem", folder / "services.pem"
    bundle.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    pair.write_bytes(
        own.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                            serialization.NoEncryption()))
    return bundle, pair


async def pump(reader, writer, delay, first=0.0):
    """Passes on what comes, each piece after the delay; the first one later by `first`."""
    loop, pieces = asyncio.get_running_loop(), asyncio.Queue()

    async def deliver():
        while (piece := await pieces.get()) is not None:
            due, content = piece
            if (left := due - loop.time()) > 0:
                await asyncio.sleep(left)
            writer.write(content)
            await writer.drain()
        with contextlib.suppress(OSError, NotImplementedError):
            writer.write_eof()

    delivery = asyncio.create_task(deliver())
    # TCP's handshake is over by then, whenever the client says something.
    earliest = loop.time() + first + delay
    try:
        while content := await reader.read(65536):
            pieces.put_nowait((max(earliest, loop.time() + delay), content))
    except OSError:
        pass
    pieces.put_nowait(None)
    with contextlib.suppress(OSError):
        await delivery


async def join(client, server, delay=0.0, first=0.0):
    """Passes on what the two ends of a connection say until both are silent."""
    await asyncio.gather(
        pump(client[0], server[1], delay, first), pump(server[0], client[1], delay))
    for writer in (client[1], server[1]):
        with contextlib.suppress(OSError):
            writer.close()


class Far:
    """Relays to a local cloud: for each delay and service one, on a thread of their own."""

    def __init__(self, cloud, folder, delays):
        self.bundle, pair = make_authority(folder)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_3
        self._context.load_cert_chain(pair)
        self.lead_to(cloud)
        self.ports = {}
        # The service of each connection, in the order in which they were opened, and when that was.
        self.connections = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(delays), self._loop).result(20)

    def lead_to(self, cloud):
        """Lets further connections lead to a cloud, or nowhere if it is None."""
        endpoint = urlsplit(cloud.endpoint) if cloud else None
        self._cloud = endpoint and (endpoint.hostname, endpoint.port)

    def close(self):
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def environment(self, delay, trusted=True):
        """Where the services are, with a delay in seconds."""
        found = {f"AWS_ENDPOINT_URL_{service}": f"https://{host(service)}:{self.ports[delay, service]}"
                 for service in SERVICES}
        return found | ({"AWS_CA_BUNDLE": str(self.bundle)} if trusted else {})

    @staticmethod
    async def _end():
        """Ends whatever still passes something on."""
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, delays):
        async def decrypt(reader, writer):
            with contextlib.suppress(OSError):
                await join((reader, writer), await asyncio.open_connection(*self._cloud))

        inner = await asyncio.start_server(decrypt, "127.0.0.1", 0, ssl=self._context)
        address = inner.sockets[0].getsockname()
        for delay in delays:
            async def relay(service, reader, writer, delay=delay):
                self.connections.append((service, time.time()))
                with contextlib.suppress(OSError):
                    there = await asyncio.open_connection(*address)
                    await join((reader, writer), there, delay / 2, first=delay)

            for service in SERVICES:
                server = await asyncio.start_server(functools.partial(relay, service), host(service), 0)
                self.ports[delay, service] = server.sockets[0].getsockname()[1]


@contextlib.contextmanager
def far(cloud, folder, delays):
    """Relays to a cloud, if there is one already, for some delays in seconds; ends them."""
    way = Far(cloud, folder, delays)
    try:
        yield way
    finally:
        way.close()
