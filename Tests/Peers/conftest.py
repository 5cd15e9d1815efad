"""What the tests against real peers share."""

import os

import pytest

from cloud import local_cloud

# Most tests of the engine were written with OpsWorks. A test of the default, or of Systems Manager, says so.
os.environ["ENLIST_PIPELINE"] = "opsworks"
# A desk that has a service which speaks the API of OpsWorks; nothing listens there.
os.environ["AWS_ENDPOINT_URL_OPSWORKS"] = "http://127.0.0.1:1"


@pytest.fixture
def cloud(tmp_path):
    """A local cloud with the default scenario: one instance, the stack `v3 prod web`."""
    with local_cloud(tmp_path) as cloud:
        yield cloud
