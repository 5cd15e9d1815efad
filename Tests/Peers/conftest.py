"""What the tests against real peers share."""

import pytest

from cloud import local_cloud


@pytest.fixture
def cloud(tmp_path):
    """A local cloud with the default scenario: one instance, the stack `v3 prod web`."""
    with local_cloud(tmp_path) as cloud:
        yield cloud
