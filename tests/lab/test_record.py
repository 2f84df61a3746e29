"""A recorded run: what is on disk is what was measured, and errors say what to do."""

from __future__ import annotations

import errno
import json
import warnings
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
import zarr
from descentlab import record
from descentlab.catalog import load
from descentlab.errors import LabError
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.record import atomic, recorder
from descentlab.record.layout import layout
from descentlab.runs.run import Run

BOWL = load("quadratic_stability")
EDGE = load("edge_of_stability")


def bowl(**settings):
    return Run(BOWL, BOWL.settings(**{"dim": 4, **settings}))


def recorded(run, path, steps, **options):
    with record.Recorder(run, path, steps=steps, **options) as recorder:
        recorder.advance(steps)
    return path


def assert_same(dataset, trace):
    """The data set holds every series of the trace on its steps, bit for bit."""
    for name in trace.specs:
        series = trace.series(name)
        steps = dataset[name][dataset[name].dims[0]]
        assert steps.values.tobytes() == series.steps.tobytes()
        assert dataset[name].values.tobytes() == series.values.tobytes(), name


def test_opens_directly_with_xarray_and_without_a_warning(tmp_path):
    run = Run(EDGE, EDGE.settings(width=4, examples=20))
    path = recorded(run, tmp_path / "run.zarr", 60)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dataset = xr.open_zarr(path)
    assert_same(dataset, run.trace)
    assert dataset.sizes["step"] == 61
    assert dataset.step_density.values.tolist() == [0, 50]
    assert dataset.density.dims == ("step_density", "point")
    assert dataset.eigenvalues.dims == ("step", "eigenvalue")
    assert dataset.loss.attrs["long_name"] == "training loss"
    assert dataset.eigenvalues.attrs["columns"] == ["λ₁", "λ₂", "λ₃"]


def test_attributes_say_what_run_it_is(tmp_path):
    run = bowl(lr=0.15, seed=7)
    run.apply("set", name="lr", value=0.1)
    path = recorded(run, tmp_path / "run.zarr", 5)
    attributes = record.open(path).attrs
    assert attributes["exhibit"] == "quadratic_stability"
    assert attributes["seed"] == 7
    assert json.loads(attributes["settings"]) == vars(run.initial)
    assert json.loads(attributes["commands"]) == [[0, "set", "lr", 0.1]]
    assert (attributes["status"], attributes["last_step"]) == ("complete", 5)
    assert {"descentlab", "torch", "numpy", "python", "platform"} <= set(
        json.loads(attributes["versions"])
    )


def test_a_record_is_whole_while_the_run_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "FLUSH_EVERY", 0.0)
    run, path = bowl(), tmp_path / "run.zarr"
    lengths = set()
    with record.Recorder(run, path, steps=40) as going:
        for _ in range(40):
            going.advance(1)
            dataset = record.open(path).load()
            n = dataset.sizes["step"]
            lengths.add(n)
            assert dataset.attrs["status"] == "running"
            assert dataset.attrs["last_step"] == n - 1
            assert dataset.loss.values.tobytes() == run.trace.series("loss").values[:n].tobytes()
    assert len(lengths) > 1  # it did grow on the way
    assert_same(record.open(path), run.trace)


def test_a_single_array_opens_too(tmp_path):
    """For programs that read zarr but not the group's consolidated sizes."""
    run = bowl()
    path = recorded(run, tmp_path / "run.zarr", 9)
    for name in run.trace.specs:
        values = zarr.open_array(path / name, mode="r")[:]
        assert values.tobytes() == run.trace.series(name).values.tobytes()


def test_many_chunks_and_many_appends(tmp_path, monkeypatch):
    """Rows land where they belong when flushes cut the chunks anywhere."""
    monkeypatch.setattr(recorder, "FLUSH_EVERY", 0.0)
    monkeypatch.setattr("descentlab.record.arrays.CHUNK_BYTES", 8 * 7)
    run = bowl()
    path = recorded(run, tmp_path / "run.zarr", 60)
    assert_same(xr.open_zarr(path), run.trace)
    assert len(list((path / "loss" / "c").iterdir())) == -(-61 // 7)


def test_steering_at_the_last_step_replaces_its_row(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "FLUSH_EVERY", 0.0)
    run, path = bowl(), tmp_path / "run.zarr"
    with record.Recorder(run, path) as going:
        going.advance(50)  # density is measured at 50, and again after the kick
        before = run.trace.series("loss").values[-1]
        run.apply("kick", amount=0.3)
        going.tick()
        going.advance(3)
    dataset = record.open(path)
    assert_same(dataset, run.trace)
    assert dataset.loss.values[50] != before


def test_a_run_sought_back_takes_its_record_with_it(tmp_path):
    """Also series that have no new row to say so: density of step 50 is gone at step 30."""
    run, path = bowl(), tmp_path / "run.zarr"
    with record.Recorder(run, path) as going:
        going.advance(60)
        going._finish_writing("running")
        assert record.open(path).step_density.values.tolist() == [0, 50]
        run.seek(30)
    dataset = record.open(path)
    assert dataset.sizes["step"] == 31
    assert dataset.step_density.values.tolist() == [0]
    assert_same(dataset, run.trace)


def test_a_diverged_run_is_recorded_up_to_its_end(tmp_path):
    run = Run(EDGE, EDGE.settings(width=4, examples=20, lr=20.0))
    path = recorded(run, tmp_path / "run.zarr", 100)
    dataset = record.open(path)
    assert run.diverged
    assert dataset.attrs["status"] == "diverged"
    assert dataset.sizes["step"] == run.step + 1 < 101
    assert not np.isfinite(dataset.loss.values[-1])
    assert_same(dataset, run.trace)


def test_an_error_in_the_run_leaves_an_interrupted_record(tmp_path):
    run, path = bowl(), tmp_path / "run.zarr"
    going = record.Recorder(run, path)
    going.advance(3)
    error = RuntimeError("the measurement broke")
    going.__exit__(type(error), error, None)
    dataset = record.open(path)
    assert (dataset.attrs["status"], dataset.sizes["step"]) == ("interrupted", 4)


# --- errors --------------------------------------------------------------------------------------


def test_a_taken_path_is_refused_and_left_alone(tmp_path):
    path = recorded(bowl(), tmp_path / "run.zarr", 3)
    with pytest.raises(LabError, match=r"found a record there.*--overwrite.*--resume"):
        record.Recorder(bowl(), path)
    assert record.open(path).sizes["step"] == 4


def test_overwrite_replaces_a_record_whole(tmp_path):
    path = recorded(Run(EDGE, EDGE.settings(width=4, examples=20)), tmp_path / "run.zarr", 3)
    run = bowl()
    recorded(run, path, 2, overwrite=True)
    assert_same(record.open(path), run.trace)
    assert "accuracy" not in record.open(path)
    assert [p.name for p in tmp_path.iterdir()] == ["run.zarr"]


@pytest.mark.parametrize("make", ["file", "folder"])
def test_overwrite_never_removes_what_is_no_record(tmp_path, make):
    path = tmp_path / "thesis"
    if make == "folder":
        path.mkdir()
        (path / "chapter").write_text("one")
    else:
        path.write_text("one")
    with pytest.raises(LabError, match="something else, which is left alone"):
        record.Recorder(bowl(), path, overwrite=True)
    assert (path / "chapter" if make == "folder" else path).read_text() == "one"


@pytest.mark.parametrize("place", ["missing/run.zarr", "file/run.zarr", "x" * 300])
def test_a_path_that_cannot_be_written(tmp_path, place):
    (tmp_path / "file").write_text("")
    with pytest.raises(LabError, match="Expected to be able to write a record at"):
        record.Recorder(bowl(), tmp_path / place)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_two_runs_cannot_write_one_record(tmp_path):
    path = tmp_path / "run.zarr"
    with record.Recorder(bowl(), path):
        with pytest.raises(LabError, match="found a run that is writing it"):
            record.Recorder.resumed(bowl(), path)
        with pytest.raises(LabError, match="found a run that is writing it"):
            record.Recorder(bowl(), path, overwrite=True)
    record.Recorder.resumed(bowl(), path).close()


def test_a_full_disk_ends_the_recording_with_a_valid_record(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "FLUSH_EVERY", 0.0)
    run, path = bowl(), tmp_path / "run.zarr"
    going = record.Recorder(run, path, steps=10_000)
    going.advance(20)
    write_bytes = atomic.Path.write_bytes

    def full(self, data):
        write_bytes(self, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic.Path, "write_bytes", full)
    with pytest.raises(LabError, match=r"No space left.*up to step \d+, stays valid") as caught:
        going.advance(10_000)
    with pytest.raises(LabError, match="No space left"):
        going.advance(1)  # it does not go on as if nothing were missing
    going.close()
    monkeypatch.undo()
    dataset = record.open(path).load()
    n = dataset.sizes["step"]
    assert f"up to step {n - 1}," in str(caught.value)
    assert dataset.attrs["status"] == "interrupted"
    assert dataset.loss.values.tobytes() == run.trace.series("loss").values[:n].tobytes()
    again = record.resume(path)
    with record.Recorder.resumed(again, path) as going:
        going.advance(n + 30 - again.step)
    assert_same(record.open(path), again.trace)


@pytest.mark.parametrize("there", ["nothing", "file", "folder", "another zarr", "damaged"])
@pytest.mark.parametrize("use", [record.open, record.resume])
def test_what_is_no_record_is_not_opened(tmp_path, there, use):
    path = tmp_path / "run.zarr"
    if there == "file":
        path.write_text("hello")
    elif there == "folder":
        path.mkdir()
    elif there == "another zarr":
        xr.Dataset({"a": ("x", [1.0])}).to_zarr(path, zarr_format=3, consolidated=False)
    elif there == "damaged":
        recorded(bowl(), path, 2)
        root = json.loads((path / "zarr.json").read_text())
        del root["consolidated_metadata"]["metadata"]["step"]
        (path / "zarr.json").write_text(json.dumps(root))
    found = {"nothing": "found nothing there", "damaged": "description damaged"}
    with pytest.raises(LabError, match=found.get(there, "found something else")):
        use(path)


def test_a_record_of_a_later_format_is_told_apart(tmp_path):
    path = recorded(bowl(), tmp_path / "run.zarr", 2)
    text = (path / "zarr.json").read_text()
    (path / "zarr.json").write_text(
        text.replace('"descentlab_record": 1', '"descentlab_record": 2')
    )
    with pytest.raises(LabError, match="format 1; found format 2"):
        record.open(path)


class Forgetful(Measurement):
    """Returns one of its two series at odd steps only, which the interface forbids."""

    name = "forgetful"
    series = (SeriesSpec("always", "always"), SeriesSpec("sometimes", "sometimes"))

    def measure(self, point, artefact):
        values = {"always": 1.0, "sometimes": 2.0}
        return Reading(values if point.state.step % 2 else {"always": 1.0})


def test_a_measurement_that_leaves_out_a_series_is_named(tmp_path):
    exhibit = replace(BOWL, measurements=(*BOWL.measurements, Forgetful()))
    with pytest.raises(LabError, match="axis 'step' to be measured at the same steps"):
        record.Recorder(Run(exhibit, exhibit.settings(dim=4)), tmp_path / "run.zarr")


class Clashing(Measurement):
    name = "clashing"
    series = (SeriesSpec("more", "more", dims=(("eigenvalue", 5),)),)

    def measure(self, point, artefact):
        return Reading({"more": np.zeros(5)})


def test_one_dimension_cannot_have_two_lengths():
    with pytest.raises(LabError, match=r"'eigenvalue' to have one length.*found 3 and 5"):
        layout(replace(BOWL, measurements=(*BOWL.measurements, Clashing())))
