"""What the tests against real peers share."""

import os

import pytest

from cloud import local_cloud

# Most tests of the engine were written with OpsWorks. A test of the default, or of Systems Manager, says so.
os.environ["ENLIST_PIPELINE"] = "opsworks"
# A desk that has a service which speaks the API of OpsWorks; nothing listens there.
os.environ["AWS_ENDPOINT_URL_OPSWORKS"] = "http://127.0.0.1:1"


def pytest_configure(config):
    config.addinivalue_line("markers", "waits(seconds): takes about so long, most of it in waiting")


def pytest_collection_modifyitems(items):
    """Has every other worker begin with the tests that wait, the longest first.

    The others compute meanwhile, and nobody waits in the end for a long test that was begun late. pytest-xdist's
    `worksteal` gives each worker as many tests to begin with, in the order of `items`.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1))
    waiting = [item for item in items if item.get_closest_marker("waits")]
    waiting.sort(key=lambda item: -item.get_closest_marker("waits").args[0])
    others = [item for item in items if not item.get_closest_marker("waits")]
    first = range(0, workers, 2)
    items.clear()
    for worker in range(workers):
        if worker in first:
            items += waiting[worker // 2::len(first)]
        items += others[worker * len(others) // workers:(worker + 1) * len(others) // workers]


@pytest.fixture
def cloud(tmp_path):
    """A local cloud with the default scenario: one instance, the stack `v3 prod web`."""
    with local_cloud(tmp_path) as cloud:
        yield cloud
