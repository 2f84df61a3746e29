"""A sweep on real workers, of which two are killed while they compute."""

from __future__ import annotations

import os
import signal
import time

import descentlab
import numpy as np
import psutil
from descentlab.catalog import load
from descentlab.runs.run import Run
from descentlab.sweeps.statistic import statistic

EXHIBIT = load("edge_of_stability")
SMALL = {"examples": 20, "classes": 2, "width": 4}


def kill_a_worker(sweep) -> int:
    """SIGKILL to a worker that has this moment begun a point; returns the point."""
    points, listening = sweep.results.points, ports()
    before = {i for i, p in enumerate(points) if p.status != "waiting"}
    for _ in range(10_000):
        for index in (i for i, p in enumerate(points) if p.status == "running"):
            port = int(points[index].worker.rsplit(":", 1)[1])
            if index not in before and port in listening:
                os.kill(listening[port], signal.SIGKILL)
                return index
            if port not in listening:  # one that came in the place of a killed one
                listening = ports()
                before.add(index)
        time.sleep(0.005)
    raise AssertionError("no worker began a point")


def children() -> set[psutil.Process]:
    return set(psutil.Process().children(recursive=True))


def ports() -> dict[int, int]:
    """The processes under this one, by the ports they listen at."""
    family = psutil.Process().children(recursive=True)
    found = [(c, child.pid) for child in family for c in child.net_connections("tcp")]
    return {c.laddr.port: pid for c, pid in found if c.status == psutil.CONN_LISTEN}


def test_two_killed_workers_cost_two_attempts_and_no_point(tmp_path):
    grid, others = {"lr": "log:0.1:3:6"}, children()  # those of other tests
    going = descentlab.sweep(
        EXHIBIT, grid, seeds=2, steps=25, out=tmp_path / "s", workers=2, **SMALL
    )
    hit = []
    try:
        for ended, _ in enumerate(going, 1):
            if ended in (2, 6):
                hit.append(kill_a_worker(going))
    finally:
        going.stop()
    dataset = descentlab.sweeps.open(tmp_path / "s")
    assert set(dataset.status.values.ravel()) <= {"done", "diverged"}
    attempts = dataset.attempts.values.ravel()
    assert len(hit) == 2
    assert attempts[hit].min() >= 2
    assert attempts.sum() == 12 + 2  # and nobody else paid for it
    for index in {0, 11, *hit}:
        settings = going.declaration.settings(index)
        run = Run(EXHIBIT, EXHIBIT.settings(**settings))
        run.advance(25)
        at = dataset.sel(lr=settings["lr"], seed=settings["seed"])
        for text in going.declaration.measures:
            here = np.float64(statistic(text, EXHIBIT).of(run.trace))
            assert here.tobytes() == at[text].values.tobytes(), text
    assert not children() - others
