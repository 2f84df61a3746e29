"""What holds for every test."""

import os

# Two threads on busy cores are far slower than one. Said before torch is loaded, and inherited by
# every process that a test starts.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import settings

# A deadline is a timed assertion, and a loaded machine would break it. In CI the examples are the
# same at every run, so that a failure there can be repeated here.
settings.register_profile("lab", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "lab")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What pytest-xdist hands a worker in one piece (`make test`); serially nothing changes.

    A file is one piece, so that what its tests share is made once. The browser's tests are one
    piece together: they share a server, and two Chromiums would be in each other's way. A test
    marked `apart` is a piece of its own. Long pieces go first, so that no worker waits for the
    other at the end.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_piece(item)))
    items.sort(key=lambda item: _turn(item))


def _piece(item: pytest.Item) -> str:
    if item.get_closest_marker("apart"):
        return item.nodeid.replace("@", "_")
    if item.path.parent.name == "browser":
        return "browser"
    return item.path.name


def _turn(item: pytest.Item) -> int:
    if item.get_closest_marker("apart"):
        return 1
    return 0 if item.path.parent.name == "browser" else 2
