"""A process that dies while it records: at every file operation, and by a real kill -9."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
import xarray as xr
from descentlab import record
from descentlab.catalog import load
from descentlab.record import atomic
from descentlab.record.arrays import Array
from descentlab.record.folder import Folder
from descentlab.runs.run import Run
from descentlab.runs.trace import Change

# --- at every file operation ----------------------------------------------------------------------


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill."""


ARRAYS = {
    "step": Array("step", ("step",), (), "int64", 3, {}),
    "a": Array("a", ("step",), (), "float64", 3, {}),
    "b": Array("b", ("step", "pair"), (2,), "float64", 2, {}),
    "step_c": Array("step_c", ("step_c",), (), "int64", 3, {}),
    "c": Array("c", ("step_c",), (), "float64", 3, {}),
}


def moment(version, start, end):
    """Changes that bring rows start to end, whose values tell their step and version."""
    steps = np.arange(start, end)
    rows = {"a": steps + version / 10, "b": np.stack([steps, -steps], 1) + version / 10}
    changes = [Change(name, start, steps, values) for name, values in rows.items()]
    sparse = np.arange(-(-start // 2), -(-end // 2))
    if len(sparse):
        changes.append(Change("c", int(sparse[0]), 2 * sparse, 2.0 * sparse + version / 10))
    return changes, {"a": end, "b": end, "c": -(-end // 2)}, {"last_step": end - 1}


#: Appends that end within chunks and on their edges, a row replaced, a run sought back: far, and
#: to a step where nothing is measured on the sparse axis.
HISTORY = [(0, 0, 1), (0, 1, 6), (0, 6, 7), (1, 6, 9), (1, 9, 10), (2, 4, 5), (2, 5, 8), (3, 3, 4)]


def history(folder):
    for version, start, end in HISTORY:
        folder.write(*moment(version, start, end))


def truths():
    """What `a` holds, by step, after each write."""
    values, seen = np.zeros(0), [()]
    for version, start, end in HISTORY:
        values = np.concatenate([values[:start], np.arange(start, end) + version / 10])
        seen.append(tuple(values))
    return seen


def test_a_kill_before_any_file_operation_leaves_a_beginning_of_the_run(tmp_path, monkeypatch):
    """Every operation of the history is the last one once; the record is whole after each.

    What is visible is then a beginning of what one of the writes left. Not necessarily of the
    newest: rows that are being replaced are taken out of sight first.
    """
    replace, left = os.replace, [10**9]

    def dying(source, target):
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        replace(source, target)

    monkeypatch.setattr(atomic.os, "replace", dying)
    whole = Folder.create(tmp_path / "whole", ARRAYS, {"last_step": -1})
    before = left[0]
    history(whole)
    operations = before - left[0]
    whole.close()
    assert operations > 5 * len(HISTORY)  # or the patch is not where the writing is

    seen = truths()
    for allowed in range(operations):
        path = tmp_path / str(allowed)
        left[0] = 10**9
        folder = Folder.create(path, ARRAYS, {"last_step": -1})
        left[0] = allowed
        with pytest.raises(Killed):
            history(folder)
        folder.close()
        dataset = xr.open_zarr(path).load()
        n = dataset.sizes["step"]
        a = tuple(dataset.a.values)
        assert dataset.step.values.tolist() == list(range(n))
        assert any(a == truth[:n] for truth in seen), (allowed, a)
        version = np.round(10 * (dataset.a.values - np.arange(n)))
        assert np.allclose(dataset.b.values[:, 0], dataset.a.values, atol=1e-12)
        assert np.allclose(dataset.b.values[:, 1], -np.arange(n) + version / 10, atol=1e-12)
        m = -(-n // 2)
        assert dataset.step_c.values.tolist() == list(range(0, n, 2))[:m]
        assert np.allclose(dataset.c.values, dataset.a.values[::2], atol=1e-12)

        left[0] = 10**9  # and it can be gone on with
        folder = Folder.reopen(path)
        folder.write(*moment(3, n, n + 4))
        assert folder.read("a").tolist() == [*a, *(np.arange(n, n + 4) + 0.3)]
        folder.close()
        assert not list(path.rglob(f"*{atomic.PARTIAL}"))


def test_a_kill_while_a_record_is_made_leaves_no_record(tmp_path, monkeypatch):
    def dying(source, target):
        raise Killed

    monkeypatch.setattr(atomic.os, "replace", dying)
    with pytest.raises(Killed):
        Folder.create(tmp_path / "run.zarr", ARRAYS, {"last_step": -1})
    assert not (tmp_path / "run.zarr").exists()


# --- kill -9 ------------------------------------------------------------------------------------

WORKER = """
import sys, time
from descentlab import record
from descentlab.catalog import load
from descentlab.runs.run import Run

exhibit = load("quadratic_stability")
run = Run(exhibit, exhibit.settings(dim=4, lr=0.05))
run.apply("set", name="lr", value=0.1)
recorder = record.Recorder(run, sys.argv[1], steps=1_000_000)
while True:
    recorder.advance(1)
    print(run.step, time.process_time(), flush=True)
"""

#: A killed run may lose one second. Time is the worker's CPU time, which a busy machine does not
#: stretch; the further half is for a writing thread that has to wait for its turn.
MAY_LOSE = 1.5


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """A killed run: its record, step -> CPU second it was come to at, status while alive."""
    path = tmp_path_factory.mktemp("killed") / "run.zarr"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path)], stdout=subprocess.PIPE, text=True
    )
    reached = {}
    try:
        for line in worker.stdout:
            step, second = line.split()
            reached[int(step)] = float(second)
            if float(second) - reached[1] > MAY_LOSE + 0.75:
                break
        alive = record.open(path).attrs["status"]
    finally:
        worker.kill()
        for line in worker.stdout:  # what it had come to when it died
            if line.endswith("\n"):
                step, second = line.split()
                reached[int(step)] = float(second)
        worker.wait()
    return path, reached, alive


def test_kill_9_loses_at_most_the_last_second(killed):
    path, reached, _ = killed
    dataset = xr.open_zarr(path)
    last = int(dataset.step[-1])
    end = max(reached)
    assert 0 < last <= end + 1  # it may have died between a step and saying so
    lost = reached[end] - reached.get(last + 1, reached[end])
    assert lost <= MAY_LOSE


def test_what_kill_9_leaves_is_what_was_measured_and_goes_on_to_the_same_numbers(killed):
    path, _, alive = killed
    dataset = record.open(path).load()
    assert (alive, dataset.attrs["status"]) == ("running", "interrupted")
    last = int(dataset.step[-1])
    exhibit = load("quadratic_stability")
    whole = Run(exhibit, exhibit.settings(dim=4, lr=0.05))
    whole.apply("set", name="lr", value=0.1)
    whole.advance(last)
    for name in whole.trace.specs:
        assert dataset[name].values.tobytes() == whole.trace.series(name).values.tobytes()
    run = record.resume(path)
    assert run.step == last
    with record.Recorder.resumed(run, path, steps=last + 30) as recorder:
        recorder.advance(30)
    whole.advance(30)
    assert run.trace.same_bytes(whole.trace)
    assert record.open(path).loss.values.tobytes() == whole.trace.series("loss").values.tobytes()
