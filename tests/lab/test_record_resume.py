"""Resuming: the same numbers as without interruption, by checkpoint or without one."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from descentlab import record
from descentlab.catalog import load
from descentlab.errors import LabError
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.record import checkpoint
from descentlab.record import recorder as recorder_module
from descentlab.record.encoding import decode, encode
from descentlab.record.folder import Folder
from descentlab.runs.run import Run

EDGE = load("edge_of_stability")
BOWL = load("quadratic_stability")

#: Steered at the start, midway, and (kick, then set) at the very step it is interrupted at.
STEERING = {0: [("set", {"name": "lr", "value": 0.3})], 17: [("kick", {"amount": 0.05})]}
STEERING[30] = [
    ("kick", {"amount": -0.05}),
    ("set", {"name": "plane", "value": "top_eigenvectors"}),
]


def tiny():
    return Run(EDGE, EDGE.settings(width=4, examples=20, rebase=20))


def steer(run, advance, until):
    """Advance to `until`, giving the commands of STEERING on the way."""
    while True:
        for kind, args in STEERING.get(run.step, ()):
            run.apply(kind, **args)
        if run.step == until:
            return
        advance(1)


@pytest.fixture(scope="module")
def uninterrupted():
    run = tiny()
    steer(run, run.advance, 30)
    run.advance(40)
    return run


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory):
    """A record interrupted at step 30, just after it was steered there."""
    run = tiny()
    made = tmp_path_factory.mktemp("interrupted") / "run.zarr"
    with record.Recorder(run, made, steps=70) as recorder:
        steer(run, recorder.advance, 30)
    assert record.open(recorder.path).attrs["status"] == "interrupted"
    return recorder.path


@pytest.fixture
def path(interrupted, tmp_path):
    """A copy of it to go on with, or to spoil."""
    return Path(shutil.copytree(interrupted, tmp_path / "run.zarr"))


def test_resuming_gives_the_bytes_of_an_uninterrupted_run(path, uninterrupted):
    run = record.resume(path)
    assert run.step == 30
    with record.Recorder.resumed(run, path) as recorder:
        recorder.advance(40)
    assert run.trace.same_bytes(uninterrupted.trace)
    assert torch.equal(run.w, uninterrupted.w)
    assert run.commands == uninterrupted.commands
    dataset = record.open(path)
    for name in run.trace.specs:
        wanted = uninterrupted.trace.series(name).values
        assert dataset[name].values.tobytes() == wanted.tobytes()
    assert (dataset.attrs["status"], dataset.attrs["requested_steps"]) == ("complete", 70)


def test_the_checkpoint_is_used(path, monkeypatch):
    """Nothing before it is stepped through again."""
    stepped = []
    step = EDGE.process.step
    process = type("Counting", (type(EDGE.process),), {})(EDGE.process.rule)
    object.__setattr__(
        process, "step", lambda point: stepped.append(point.state.step) or step(point)
    )
    run = record.resume(path, replace(EDGE, process=process))
    assert (run.step, stepped) == (30, [])


@pytest.mark.parametrize("harm", ["missing", "cut short", "not torch's", "another class"])
def test_without_a_usable_checkpoint_the_run_is_replayed(path, uninterrupted, harm):
    file = path / checkpoint.NAME
    if harm == "missing":
        file.unlink()
    elif harm == "cut short":
        file.write_bytes(file.read_bytes()[:5000])
    elif harm == "not torch's":
        file.write_bytes(b"hello")
    else:
        torch.save({"moment": {"kind": "os:system", "items": {}}, "commands": []}, file)
    run = record.resume(path)
    assert run.step == 30
    assert run.trace.same_bytes(uninterrupted.trace.copy(30))


def test_steps_recorded_after_the_checkpoint_are_done_again(tmp_path, monkeypatch, uninterrupted):
    """As after a kill between two checkpoints: rows are on disk that no checkpoint covers."""
    run = tiny()
    recorder = record.Recorder(run, tmp_path / "run.zarr", steps=70)
    steer(run, recorder.advance, 20)
    recorder._finish_writing("running")  # with a checkpoint at 20
    monkeypatch.setattr(recorder_module.checkpoint, "save", lambda *a: None)
    steer(run, recorder.advance, 30)
    recorder.close()
    commands = run.commands
    assert checkpoint.load(recorder.path, commands, 30).step == 20
    again = record.resume(recorder.path)
    assert again.step == 30
    again.advance(40)
    assert again.trace.same_bytes(uninterrupted.trace)


def test_a_checkpoint_of_another_past_is_not_used(tmp_path):
    """The run was sought back behind its checkpoint and steered otherwise."""
    run = Run(BOWL, BOWL.settings(dim=4))
    recorder = record.Recorder(run, tmp_path / "run.zarr")
    recorder.advance(20)
    recorder._finish_writing("running")
    run.seek(10)
    run.apply("kick", amount=1.0)
    run.advance(15)
    recorder._checkpoint_at = float("inf")
    recorder._write(recorder._take("running"))  # rows without a checkpoint, then a kill
    recorder._closed = True
    recorder._folder.close()
    assert checkpoint.load(recorder.path, [], 25).step == 20
    assert checkpoint.load(recorder.path, run.commands, 25) is None
    assert checkpoint.load(recorder.path, [], 19) is None
    assert record.resume(recorder.path).trace.same_bytes(run.trace)


def test_a_resumed_run_can_be_sought_and_forked(path, uninterrupted):
    run = record.resume(path)
    run.seek(18)
    wanted = uninterrupted.trace.series("loss").values[:19]
    assert run.trace.series("loss").values.tobytes() == wanted.tobytes()
    run.advance(52)
    assert run.trace.same_bytes(uninterrupted.trace)


def test_a_diverged_record_resumes_to_its_end(tmp_path):
    run = Run(EDGE, EDGE.settings(width=4, examples=20, lr=20.0))
    with record.Recorder(run, tmp_path / "run.zarr", steps=100) as recorder:
        recorder.advance(100)
    again = record.resume(recorder.path)
    assert again.diverged
    assert (again.step, again.advance(5)) == (run.step, 0)


def test_going_on_never_hides_what_is_recorded(path, monkeypatch):
    """A kill just after a record was taken up again must not lose more than a second either."""
    visible, commit = [], Folder.commit

    def watched(folder, lengths, attributes):
        visible.append(lengths["step"])
        commit(folder, lengths, attributes)

    monkeypatch.setattr(Folder, "commit", watched)
    with record.Recorder.resumed(record.resume(path), path) as recorder:
        recorder.advance(1)
    assert visible[0] == 31
    assert visible == sorted(visible)


def test_rows_that_come_out_otherwise_are_written_anew(path):
    """As on another processor: the record agrees with the run that goes on from it."""
    run = record.resume(path)
    chunk = path / "loss" / "c" / "0"
    values = np.fromfile(chunk, "<f8")
    values[12] += 1e-9
    values.tofile(chunk)
    with record.Recorder.resumed(run, path) as recorder:
        recorder.advance(2)
    loss = record.open(path).loss.values
    assert loss.tobytes() == run.trace.series("loss").values.tobytes()


def test_a_record_of_another_exhibit_or_version_is_refused(path):
    with pytest.raises(LabError, match="record of 'quadratic_stability'; found one of 'edge_of"):
        record.resume(path, BOWL)
    fewer = replace(EDGE, measurements=tuple(m for m in EDGE.measurements if m.name != "density"))
    with pytest.raises(LabError, match="made by another version"):
        record.resume(path, fewer)
    root = json.loads((path / "zarr.json").read_text())
    root["attributes"]["settings"] = json.dumps({"learning_rate": 1.0})
    (path / "zarr.json").write_text(json.dumps(root))
    with pytest.raises(LabError, match="learning_rate"):
        record.resume(path)


# --- encoding -------------------------------------------------------------------------------------


def test_a_moment_survives_encoding(uninterrupted, tmp_path):
    moment = uninterrupted.now
    torch.save(encode(moment), tmp_path / "moment")
    back = decode(torch.load(tmp_path / "moment", weights_only=True))
    assert back.settings == moment.settings
    assert back.state.step == moment.state.step
    assert torch.equal(back.artefacts["eigenvalues"].top, moment.artefacts["eigenvalues"].top)
    trail, wanted = (m.artefacts["landscape"].trail for m in (back, moment))
    assert (trail.steps, trail.stride) == (wanted.steps, wanted.stride)
    assert all(torch.equal(a, b) for a, b in zip(trail.points, wanted.points, strict=True))
    assert trail.points[-1].data_ptr() == back.state.w.data_ptr()  # shared, as it was
    assert {k: np.asarray(v).tobytes() for k, v in back.rows.items()} == {
        k: np.asarray(v).tobytes() for k, v in moment.rows.items()
    }


def test_shared_tensors_are_stored_once(tmp_path):
    shared = torch.randn(100_000)
    torch.save(encode({"a": shared, "b": (shared, [shared[:10]])}), tmp_path / "file")
    assert (tmp_path / "file").stat().st_size < 1.1 * 4 * 100_000


@dataclass(frozen=True)
class Local:
    """An artefact class of somebody's own package (here: this module)."""

    values: tuple[int, ...]


def test_only_trusted_classes_are_built():
    data = encode({"mine": Local((1, 2))})
    with pytest.raises(LabError, match="Expected a class of descentkernels, descentlab; found"):
        decode(data)
    assert decode(data, [__name__.split(".")[0]])["mine"] == Local((1, 2))
    with pytest.raises(LabError, match="Expected a dataclass"):
        decode({"kind": "descentlab.runs.run:Run", "items": {}})


class Hoarder(Measurement):
    name = "hoarder"
    series = (SeriesSpec("one", "one"),)

    def measure(self, point, artefact):
        return Reading({"one": 1.0}, artefact=object())


def test_an_artefact_that_cannot_be_kept_is_told_at_the_start(tmp_path):
    exhibit = replace(BOWL, measurements=(*BOWL.measurements, Hoarder()))
    with pytest.raises(LabError, match="tensors, plain data and dataclasses; found a object"):
        record.Recorder(Run(exhibit, exhibit.settings(dim=4)), tmp_path / "run.zarr")
