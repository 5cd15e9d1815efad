"""The real aws-cli on a PATH of its own, kept away from the real metadata address.

`aws opsworks register --local` asks http://169.254.169.254 for the instance's region, an address that
is written into it. The program made here is aws-cli's own, but for that one URL, which it takes from
AWS_EC2_METADATA_SERVICE_ENDPOINT, with a session token as IMDSv2 wants it.
"""

import sys
from pathlib import Path

AWS = """#!{python}
import os, sys, urllib.request
import awscli.customizations.opsworks as opsworks

def urlopen(url):
    place = os.environ["AWS_EC2_METADATA_SERVICE_ENDPOINT"].rstrip("/")
    assert url == "http://169.254.169.254/latest/dynamic/instance-identity/document", url
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({{}}))
    token = direct.open(urllib.request.Request(
        place + "/latest/api/token", method="PUT",
        headers={{"X-aws-ec2-metadata-token-ttl-seconds": "60"}})).read().decode()
    return direct.open(urllib.request.Request(
        place + "/latest/dynamic/instance-identity/document",
        headers={{"X-aws-ec2-metadata-token": token}}))

opsworks.urlopen = urlopen
import awscli.clidriver
sys.exit(awscli.clidriver.main())
"""

# aws-cli runs the installer by sudo, which a container seldom has and root does not need.
SUDO = '#!/bin/sh\nexec "$@"\n'


def aws_cli(folder):
    """A folder for the front of PATH, with `aws` and `sudo` in it."""
    programs = Path(folder) / "aws-cli"
    programs.mkdir(exist_ok=True)
    for name, text in [("aws", AWS.format(python=sys.executable)), ("sudo", SUDO)]:
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    return programs
