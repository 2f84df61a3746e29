"""What a person takes home holds the run's own numbers, and taking it changes nothing."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
import zarr
from descentlab import record
from descentlab.catalog import exhibit_ids, load
from descentlab.exports import series_of
from descentlab.exports.csv import branch_name
from descentlab.frames import streamed, unpack
from descentlab.references import library, read
from descentlab.worker.framing import Framer
from descentlab.worker.handlers import handle
from descentlab.worker.session import Session

BOWL = load("quadratic_stability")


@pytest.fixture(scope="module")
def session():
    """Two branches of a run that was steered, on two schedules of measuring."""
    session = Session(BOWL, BOWL.settings(dim=4))
    session.advance(52)
    for message in (
        {"kind": "kick", "amount": 0.25},
        {"kind": "fork", "step": 30, "settings": {"lr": 0.05}},
    ):
        handle(session, message)
    session.advance(5)
    assert not session.messages
    return session


def exported(session, **message):
    """The file that comes of the message, and what was said."""
    handle(session, {"kind": "export", **message})
    files, session.files = session.files, []
    said, session.messages = session.messages, []
    return (files[0] if files else None), [m["text"] for m in said]


def frame_of(text):
    return pd.read_csv(
        io.StringIO(text), comment="#", float_precision="round_trip", keep_default_na=True
    )


def texts(file):
    """The tables by name, whether they came as one or zipped."""
    if not file.name.endswith(".zip"):
        return {file.name: file.body.decode()}
    with zipfile.ZipFile(io.BytesIO(file.body)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def same_bits(a, b):
    return np.asarray(a, float).tobytes() == np.asarray(b, float).tobytes()


def test_the_table_of_a_view_has_every_number_exactly(session):
    view = next(v for v in BOWL.views if v.kind == "eigenvalues")
    file, said = exported(session, what="csv", view=view.id)
    assert not said
    assert file.media_type == "text/csv"
    table = frame_of(file.body.decode())
    assert table.branch.unique().tolist() == ["main", "fork at 30"]
    names = series_of(view, session.run.trace.specs)
    assert "eigenvalues" in names
    assert "threshold" in names
    for branch in session.branches:
        rows = table[table.branch == branch.name].set_index("step")
        for name in names:
            series = branch.run.trace.series(name)
            columns = series.spec.columns
            wanted = [f"{name}[{c}]" for c in columns] if series.spec.shape else [name]
            assert same_bits(rows.loc[series.steps, wanted], series.values.reshape(-1, len(wanted)))


def test_the_heading_says_how_to_have_it_again(session):
    file, _ = exported(session, what="csv", view=BOWL.views[0].id)
    head = [line for line in texts(file).popitem()[1].splitlines() if line.startswith("#")]
    assert " ".join(BOWL.claim.split()) in head[1]
    assert any('"lr"' in line and "kick" in line and "seed 0" in line for line in head)
    assert session.share() in head[-1]


def test_wide_series_are_long_and_steps_without_a_reading_are_empty(session):
    file, _ = exported(session, what="csv")
    tables = texts(file)
    spec = next(s for s in BOWL.series if not streamed(s) and len(s.shape) == 1)
    long = frame_of(next(t for name, t in tables.items() if name.endswith(f"-{spec.name}.csv")))
    series = session.branches[0].run.trace.series(spec.name)
    mine = long[long.branch == "main"]
    assert mine.step.tolist() == np.repeat(series.steps, spec.shape[0]).tolist()
    assert same_bits(mine[spec.name], series.values.reshape(-1))


@pytest.mark.parametrize("name", ["#1, the best", "=SUM(A1)", "  a\nb "])
def test_a_name_cannot_break_the_table(name):
    cell = branch_name(name)
    assert not cell.startswith(("=", "#"))
    assert not {"\n", "#"} & set(cell)


def test_the_record_in_the_archive_is_the_trace(session, tmp_path):
    file, said = exported(session, what="zarr")
    assert not said
    path = tmp_path / file.name
    path.write_bytes(file.body)
    with zipfile.ZipFile(path) as archive:
        assert "checkpoint.pt" not in archive.namelist()
        archive.extractall(tmp_path / "run.zarr")
    unzipped = xr.open_zarr(tmp_path / "run.zarr")
    within = xr.open_zarr(zarr.storage.ZipStore(path, mode="r"))
    for dataset in (unzipped, within):
        assert dataset.attrs["share"] == session.share()
        for name in session.run.trace.specs:
            assert same_bits(dataset[name], session.run.trace.series(name).values), name
    assert record.resume(tmp_path / "run.zarr").trace.same_bytes(session.run.trace)


def test_a_record_written_in_one_go_is_resumed_like_one_kept_beside_the_run(session, tmp_path):
    run = session.branches[0].run.fork()
    path = record.write_whole(run, tmp_path / "whole.zarr", said={"note": "kept"})
    assert record.open(path).attrs["note"] == "kept"
    again = record.resume(path)
    run.advance(3)
    again.advance(3)
    assert again.trace.same_bytes(run.trace)
    with pytest.raises(Exception, match="Expected nothing at"):
        record.write_whole(run, path)


def test_the_snapshot_is_what_a_screen_that_knows_nothing_is_told(session):
    file, _ = exported(session, what="record")
    header, payload = unpack(file.body)
    screen, numbers = unpack(Framer().frame(_seen_anew(session)))
    for told in (header, screen):
        for name in ("gen", "messages"):
            told.pop(name, None)
    assert header == screen
    assert same_bits(payload, numbers)


def _seen_anew(session):
    session.show_anew()
    return session


def test_exports_change_neither_the_run_nor_what_the_screen_knows(session):
    for branch in session.branches:  # what an export would sample else is no news of the export's
        while branch.sample(all_planes=True):
            pass
    framer = Framer()
    framer.frame(session)
    before = [b.run.trace.copy(b.run.step) for b in session.branches]
    told = (session.generation, session.share())
    for what in ("csv", "zarr", "record", "bibtex"):
        assert exported(session, what=what)[0] is not None
    branches = zip(session.branches, before, strict=True)
    assert all(branch.run.trace.same_bytes(trace) for branch, trace in branches)
    assert (session.generation, session.share()) == told
    header, _ = unpack(framer.frame(session))
    assert header["blocks"] == []
    twin = session.run.replay()
    session.advance(3)
    twin.advance(3)
    assert twin.trace.same_bytes(session.run.trace)


def test_the_citation_names_every_paper_and_the_lab(session):
    file, _ = exported(session, what="bibtex")
    assert set(read(file.body.decode())) == {*BOWL.references, "descentlab"}
    assert set(BOWL.references) <= set(library())


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"what": "csv", "view": "nothing"}, "expected a view among"),
        ({"what": "pdf"}, "expected one of csv, zarr, record, bibtex"),
        ({}, "expected a complete message"),
        ({"what": ["csv"]}, "expected"),
    ],
)
def test_what_cannot_be_had_is_told(session, message, words):
    file, said = exported(session, **message)
    assert file is None
    assert words in said[0]


def test_a_view_without_numbers_says_what_to_do():
    bare = Session(replace(BOWL, views=(replace(BOWL.views[0], id="x", series=(), kind="board"),)))
    file, said = exported(bare, what="csv", view="x")
    assert file is None
    assert "export again" in said[0]


@pytest.mark.parametrize("exhibit", exhibit_ids())
def test_every_view_of_every_exhibit_names_series_that_are_recorded(exhibit):
    exhibit = load(exhibit)
    recorded = {spec.name for spec in exhibit.series}
    at_rest = {spec.name for m in exhibit.extras for spec in m.series}
    for view in exhibit.views:
        if not set(view.series) & at_rest:
            assert series_of(view, recorded), view.id
