"""What holds for every test."""

import os
from typing import Any

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


#: Long and sharing nothing: each of their cases may go to any worker.
APART = {
    "lab/test_claims.py::test_a_claim_can_fail_and_says_so",
    "lab/test_exhibits.py::test_every_setting_at_both_ends_of_its_range_starts",
    "lab/test_negative_controls.py::test_the_check_finds_against_the_claim_and_says_why",
    "lab/test_sweep_kill.py::test_two_killed_workers_cost_two_attempts_and_no_point",
    "test_notebooks.py::test_it_runs_and_its_exercises_tell_right_from_not_yet",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What pytest-xdist hands a worker in one piece (`make test`); serially nothing changes.

    A file is one piece, so that what its tests share is made once. The browser's tests are one
    piece together: they share a server, and two Chromiums would be in each other's way.

    Not by its groups: under pytest 9.2 it loses them in silence (pytest-xdist issue 1386).
    """
    from xdist.scheduler import LoadScopeScheduling

    class Pieces(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _piece(nodeid)

    return Pieces(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long pieces go first, so that no worker waits for the other at the end."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: _turn(_piece(item.nodeid)))


def _piece(nodeid: str) -> str:
    file, _, test = nodeid.removeprefix("tests/").partition("::")
    if f"{file}::{test.partition('[')[0]}" in APART:
        return nodeid
    return "browser" if file.startswith("browser/") else file


def _turn(piece: str) -> int:
    if piece == "browser":
        return 0
    return 1 if "::" in piece else 2
