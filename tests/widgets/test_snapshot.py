"""A snapshot is one file with the whole record in it; asking for one holds up nobody."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import re

import descentwidgets
import pytest
import typer
from descentlab.catalog import load
from descentlab.errors import LabError
from descentlab.frames import unpack
from descentlab.runs.run import Run
from descentlab.worker.handlers import handle
from descentlab.worker.session import Session
from descentwidgets import snapshots
from descentwidgets.lab_stage import LabStage
from descentwidgets.snapshot_command import snapshot as command
from descentwidgets.standalone import page_of
from typer.testing import CliRunner

BOWL = load("quadratic_stability")


@pytest.fixture(scope="module")
def run():
    run = Run(BOWL, BOWL.settings(dim=4))
    run.advance(6)
    run.apply("kick", amount=0.2)
    run.advance(6)
    return run


def part(page, name):
    """What the file has under an id, as it was before it was packed."""
    found = re.search(f'<script type="text/plain" id="{name}">([^<]*)</script>', page)
    return gzip.decompress(base64.b64decode(found[1]))


def spec_of(page):
    return json.loads(re.search(r'id="spec">(.*?)</script>', page)[1])


def test_a_run_is_in_the_file_with_all_its_numbers_and_planes(run, tmp_path):
    before = run.trace.copy(run.step)
    path = descentwidgets.snapshot(run, tmp_path / "run.html", live="https://lab.example/bowl")
    page = path.read_text()
    header, payload = unpack(part(page, "frame"))
    told = {b["name"]: b for b in header["blocks"] if b["type"] == "series"}
    loss = told["loss"]
    rows = payload[loss["at"] :][: loss["rows"] * (loss["cols"] + 1)].reshape(loss["rows"], -1)
    assert rows[:, 1].tolist() == run.trace.series("loss").values.astype("float32").tolist()
    planes = [b for b in header["blocks"] if b["type"] == "plane"]
    assert planes
    assert all(plane["nx"] for plane in planes)
    spec = spec_of(page)
    assert spec["snapshot"] is True
    assert spec["live"] == "https://lab.example/bowl"
    assert "descentlab" in spec["bibtex"]
    assert run.trace.same_bytes(before)


def test_the_file_asks_nothing_of_any_network(run, tmp_path):
    page = descentwidgets.snapshot(run, tmp_path / "run.html").read_text()
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=[\"'](?!data:)", page)


@pytest.mark.parametrize("live", ["javascript:alert(1)", "data:text/html,x", "//x", ""])
def test_only_the_address_of_a_server_is_linked(live):
    spec = {"exhibit": BOWL.id, "title": "</script><b>", "claim": "a < b", "views": []}
    page = page_of(spec, b"", live).decode()
    assert spec_of(page)["live"] == ""
    assert "<b>" not in page
    assert spec_of(page)["title"] == "</script><b>"


def test_a_file_that_cannot_be_written_is_told_in_words(run, tmp_path):
    with pytest.raises(LabError, match="Expected to write a snapshot"):
        descentwidgets.snapshot(run, tmp_path / "nowhere" / "run.html")


def test_the_page_wraps_the_frame_beside_the_event_loop():
    session = Session(BOWL, BOWL.settings(dim=4))
    handle(session, {"kind": "export", "what": "record"})
    from descentlab.frames import file_frame

    frame = file_frame(session.files[0])
    assert snapshots.is_record(frame)
    assert not snapshots.is_record(b"\0\0\0\0" + frame)
    delivered = []

    async def ask():
        stage = LabStage(spec={"exhibit": BOWL.id, "title": "Bowl", "claim": "", "saves": True})
        stage._send_msg = delivered.append
        stage._handle_msg({"kind": "export", "what": "record", "live": "http://127.0.0.1/bowl"})
        stage.deliver(frame)
        assert not delivered  # not on the loop's own time
        while not delivered:
            await asyncio.sleep(0.01)

    asyncio.run(ask())
    header, _ = unpack(delivered[0][: 4 + int.from_bytes(delivered[0][:4], "little")])
    assert header["file"]["type"] == "text/html"
    assert header["file"]["name"].endswith("-snapshot-step0.html")
    page = delivered[0][4 + int.from_bytes(delivered[0][:4], "little") :].decode()
    assert spec_of(page)["live"] == "http://127.0.0.1/bowl"
    assert "saves" not in spec_of(page)
    assert part(page, "frame") == session.files[0].body


def test_the_command_runs_and_refuses_what_is_there(tmp_path):
    app = typer.Typer()
    app.command()(command)
    out = tmp_path / "run.html"
    arguments = ["quadratic_stability", "--steps", "5", "--set", "dim=4", "--out", str(out)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "step 5 of 5" in result.output
    header, _ = unpack(part(out.read_text(), "frame"))
    assert header["status"]["step"] == 5
    again = CliRunner().invoke(app, arguments)
    assert isinstance(again.exception, LabError)
    assert "--overwrite" in str(again.exception)
