"""A stand-in for AWS of somebody else's: moto's server, or the program that FOREIGN_CLOUD names.

`make test-system` names those of newer releases (Tests/System/Clouds).
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import boto3

REGION = "eu-west-1"
SERVER = Path(os.environ.get("FOREIGN_CLOUD", Path(sys.executable).parent / "moto_server"))
IS_MOTO = SERVER.name == "moto_server"
ACCOUNT = "123456789012"


class Foreign:
    """A running server; it takes any key."""

    def __init__(self, url):
        self.url = url

    def client(self, service, region=REGION):
        return boto3.client(
            service, region, endpoint_url=self.url, aws_access_key_id="any", aws_secret_access_key="any")

    def reset(self):
        path = "moto-api/reset" if IS_MOTO else "_ministack/reset"
        request = urllib.request.Request(f"{self.url}/{path}", b"", method="POST")
        urllib.request.urlopen(request, timeout=30).close()

    def instance(self):
        """The id of a new instance of it."""
        ec2 = self.client("ec2")
        images = ec2.describe_images()["Images"]
        image = images[0]["ImageId"] if images else "ami-0abcdef1234567890"
        return ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]


@contextlib.contextmanager
def foreign(folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log"
    words = ["-H", "127.0.0.1", "-p", str(port)] if IS_MOTO else []
    more = {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "MINISTACK_ACCOUNT_ID": ACCOUNT, "HOME": str(folder)}
    with open(log, "w") as output:
        process = subprocess.Popen(
            [SERVER, *words], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=folder,
            env={**os.environ, **({} if IS_MOTO else more)})
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{url}/{'moto-api/' if IS_MOTO else '_ministack/health'}", timeout=5).close()
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
        yield Foreign(url)
    finally:
        process.terminate()
        process.wait(timeout=20)
