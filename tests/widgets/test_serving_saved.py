"""Saved runs: whole or not there, within their folder, there again after a restart."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest
from descentlab import LabError
from descentwidgets.serving import handlers
from descentwidgets.serving.places import Places
from descentwidgets.serving.saved import ABOUT, RECORD, UNFINISHED, SavedRuns
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.testing import bind_unused_port
from tornado.web import Application

SAID = {"exhibit": "edge_of_stability", "title": "The edge", "steps": 12, "share": "eNq_-1"}


def keep(saved: SavedRuns, label: str, record: bytes = b"PK record") -> dict:
    return saved.add({**SAID, "label": label}, record)


@pytest.mark.parametrize(
    "label",
    ["", "../../etc/passwd", "/etc/passwd", "a\0b", "é" * 500, "CON", ".hidden", "-rf", "  ",
     "x.zarr.zip", "<script>", "%2e%2e", "about.json", "\n", "名前"],
)  # fmt: skip
def test_any_name_becomes_a_folder_inside(tmp_path, label):
    saved = SavedRuns(tmp_path / "runs", 10**6)
    first, second = keep(saved, label), keep(saved, label)
    assert first["name"] != second["name"]
    for about in (first, second):
        assert (tmp_path / "runs" / about["name"] / RECORD).read_bytes() == b"PK record"
        assert len(about["name"]) <= 48
        assert len(about["label"]) <= 80
    assert [p.name for p in tmp_path.iterdir()] == ["runs"]


def test_a_restart_lists_what_is_whole_and_removes_what_is_not(tmp_path):
    saved = SavedRuns(tmp_path, 10**6)
    about = keep(saved, "kept")
    torn = tmp_path / (UNFINISHED + "abc")
    torn.mkdir()
    (torn / RECORD).write_bytes(b"half")
    for name, text in [("no-record-1", "{}"), ("broken-1", "{"), ("alien-1", json.dumps(
        {**SAID, "label": "", "when": "", "exhibit": "../x"}))]:  # fmt: skip
        (tmp_path / name).mkdir()
        (tmp_path / name / ABOUT).write_text(text)
        if name != "no-record-1":
            (tmp_path / name / RECORD).write_bytes(b"PK")
    (tmp_path / "own notes.txt").write_text("stay")
    (tmp_path / "linked-1").symlink_to(tmp_path / about["name"])
    again = SavedRuns(tmp_path, 10**6)
    assert again.list() == [about]
    assert not torn.exists()
    assert (tmp_path / "own notes.txt").read_text() == "stay"
    assert keep(again, "kept")["name"] != about["name"]


def test_no_more_than_there_is_room_for(tmp_path):
    saved = SavedRuns(tmp_path, 100)
    keep(saved, "one", b"x" * 60)
    with pytest.raises(LabError, match="room for"):
        keep(saved, "two", b"x" * 60)
    assert len(saved.list()) == 1
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(LabError, match="--runs"):
        SavedRuns(tmp_path / saved.list()[0]["name"] / RECORD, 100)


def test_a_write_that_fails_leaves_nothing(tmp_path, monkeypatch):
    saved = SavedRuns(tmp_path, 1000)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LabError, match="No space left"):
        keep(saved, "one")
    assert saved.list() == []
    assert list(tmp_path.iterdir()) == []


#: Ways out of the folder, and names of nothing.
OUTSIDE = [
    "/saved/../secret", "/saved/..%2fsecret", "/saved/%2e%2e/secret", "/saved/%2e%2e%2fsecret",
    "/saved/..%5csecret", "/saved//etc/passwd", "/saved/%2fetc%2fpasswd", "/saved/secret",
    "/saved/linked-1", "/saved/linked-1.zarr.zip", "/saved/kept-1/about.json", "/saved/kept-1%00",
    "/saved/kept-1%00.zarr.zip", "/saved/kept-1/run.zarr.zip", "/saved/" + "a" * 5000,
    "/saved/" + "a" * 60 + ".zarr.zip", "/saved/.zarr.zip", "/saved/", "/saved/swapped-1.zarr.zip",
    "/saved/../saved/../secret.zarr.zip", "/saved/KEPT-1", "/saved/kept-1.zarr.zip/..",
]  # fmt: skip


def test_no_address_leads_out_of_the_folder(tmp_path: Path):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "secret.zarr.zip").write_text("secret")
    runs = tmp_path / "runs"
    saved = SavedRuns(runs, 10**6)
    keep(saved, "kept")
    keep(saved, "swapped")
    (runs / "linked-1").symlink_to(tmp_path)
    (runs / "swapped-1" / RECORD).unlink()
    (runs / "swapped-1" / RECORD).symlink_to(tmp_path / "secret")

    async def check() -> None:
        sock, port = bind_unused_port()
        app = Application(handlers.patterns(Places(saved=saved)))
        server = HTTPServer(app, max_header_size=2**19)
        server.add_socket(sock)
        url, client = f"http://127.0.0.1:{port}", AsyncHTTPClient()
        for path in OUTSIDE:
            # As it is: clients tidy up such addresses before they ask.
            stream = await IOStream(_socket()).connect(("127.0.0.1", port))
            await stream.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            answer = await stream.read_until_close()
            assert b"secret" not in answer.partition(b"\r\n\r\n")[2].replace(b"/secret", b""), path
            assert answer.split()[1] in (b"404", b"400"), path
        record = await client.fetch(url + "/saved/kept-1.zarr.zip")
        assert record.body == b"PK record"
        assert 'filename="kept-1.zarr.zip"' in record.headers["Content-Disposition"]
        head = await client.fetch(url + "/saved/kept-1.zarr.zip", method="HEAD")
        assert head.headers["Content-Length"] == "9"
        opened = await client.fetch(
            url + "/saved/kept-1", follow_redirects=False, raise_error=False
        )
        assert opened.code == 302
        assert opened.headers["Location"] == "../edge_of_stability?run=eNq_-1"
        listed = json.loads((await client.fetch(url + "/saved.json")).body)
        assert {run["name"] for run in listed} == {"kept-1", "swapped-1"}
        assert {"exhibit", "title", "steps", "when", "share"} <= set(listed[0])
        assert "kept" in (await client.fetch(url + "/")).body.decode()
        server.stop()
        await server.close_all_connections()

    asyncio.run(check())


def _socket():
    import socket

    return socket.socket()
