"""The worker, as a process and as a thread: the same messages give the same frames."""

import asyncio
import os
import signal
import time

import pytest
from descentlab import LabError
from descentlab.frames import unpack
from descentlab.worker.budget import Budget
from descentlab.worker.process import start_process
from descentlab.worker.thread import start_thread

SMALL = {"width": 4, "examples": 30, "lr": 0.3}
#: No test waits this long unless something is broken.
PATIENCE = 60.0


class Screen:
    """A client that acknowledges every frame and keeps what the blocks say."""

    def __init__(self, acknowledge=True):
        self.headers, self.columns, self.acknowledge = [], {}, acknowledge
        self.handle = None

    def on_frame(self, frame: bytes) -> None:
        header, payload = unpack(frame)
        self.headers.append(header)
        for block in header["blocks"]:
            if block["type"] == "series":
                rows = payload[block["at"] :][: block["rows"] * (1 + block["cols"])]
                kept = self.columns.setdefault((block["branch"], block["name"]), [])
                kept[block["start"] :] = rows.reshape(block["rows"], -1).tolist()
        if self.acknowledge and "status" in header:
            self.handle.send({"kind": "ack", "frame": header["frame"]})

    async def until(self, condition):
        limit = time.monotonic() + PATIENCE
        while not (self.headers and condition(self.headers[-1])):
            assert time.monotonic() < limit, self.headers[-1:]
            await asyncio.sleep(0.01)


def start(form, screen, **options):
    loop = asyncio.get_running_loop()
    if form == "process":
        screen.handle = start_process(
            "edge_of_stability", on_frame=screen.on_frame, loop=loop, settings=SMALL, **options
        )
    else:
        from descentlab import load

        exhibit = load("edge_of_stability")
        screen.handle = start_thread(
            exhibit,
            on_frame=screen.on_frame,
            loop=loop,
            settings=exhibit.settings(**SMALL),
            **options,
        )
    return screen.handle


async def session(form):
    screen = Screen()
    handle = start(form, screen)
    handle.send({"kind": "hello", "id": 1})
    handle.send({"kind": "step", "n": 20, "id": 2})
    handle.send({"kind": "set", "name": "lr", "value": 0.1, "id": 3})
    handle.send({"kind": "step", "n": 5, "id": 4})
    await screen.until(lambda h: h["echo"] == 4 and h["status"]["step"] == 25)
    handle.stop()
    assert not handle.alive
    handle.stop()
    handle.send({"kind": "play"})
    return screen.columns


def test_both_forms_tell_the_same():
    process = asyncio.run(session("process"))
    thread = asyncio.run(session("thread"))
    line = [row[1] for row in process[0, "threshold"]]
    assert len(line) == 26
    assert line[:20] == pytest.approx([2 / 0.3] * 20)
    assert line[20:] == pytest.approx([20.0] * 6)
    assert process[0, "loss"] == thread[0, "loss"]
    assert process[0, "eigenvalues"] == thread[0, "eigenvalues"]


def test_a_screen_that_does_not_acknowledge_gets_two_frames_and_then_the_newest():
    async def silent():
        screen = Screen(acknowledge=False)
        handle = start("process", screen)
        handle.send({"kind": "hello", "id": 1})
        handle.send({"kind": "speed", "value": 0, "id": 2})
        handle.send({"kind": "play", "id": 3})
        await screen.until(lambda h: h["status"]["playing"])
        await asyncio.sleep(1.0)
        assert len(screen.headers) <= 3
        behind = screen.headers[-1]["status"]["step"]
        screen.acknowledge = True
        for header in list(screen.headers):
            handle.send({"kind": "ack", "frame": header["frame"]})
        await screen.until(lambda h: h["status"]["step"] > behind)
        assert len(screen.columns[0, "loss"]) == screen.headers[-1]["status"]["step"] + 1
        handle.stop()

    asyncio.run(silent())


def test_a_hidden_screen_holds_the_run_and_nonsense_does_not_end_it():
    async def hidden():
        screen = Screen()
        handle = start("process", screen)
        handle.send({"kind": "hello", "id": 1})
        handle.send({"kind": "play", "id": 2})
        await screen.until(lambda h: h["status"]["step"] > 5)
        handle.send({"kind": "visible", "shown": False})
        handle.send({"kind": "ack", "frame": "none"})
        handle.send({"kind": "share", "id": 3})
        await screen.until(lambda h: h["echo"] == 3)
        held_at = screen.headers[-1]["status"]["step"]
        await asyncio.sleep(0.5)
        assert screen.headers[-1]["status"]["step"] <= held_at + 1
        handle.send({"kind": "visible", "shown": True})
        await screen.until(lambda h: h["status"]["step"] > held_at + 5)
        handle.stop()

    asyncio.run(hidden())


def test_a_killed_worker_is_seen_to_be_gone():
    async def killed():
        screen = Screen()
        handle = start("process", screen)
        handle.send({"kind": "hello", "id": 1})
        await screen.until(lambda h: "status" in h)
        assert handle.alive
        os.kill(handle.pid, signal.SIGKILL)
        await screen.until(lambda h: not handle.alive)
        handle.send({"kind": "play"})
        handle.stop()

    asyncio.run(killed())


def test_a_worker_ends_when_nobody_holds_the_other_end():
    async def dropped():
        screen = Screen()
        handle = start("process", screen)
        handle.send({"kind": "hello", "id": 1})
        await screen.until(lambda h: "status" in h)
        handle._stream.close()
        handle._process.join(PATIENCE)
        assert handle._process.exitcode == 0

    asyncio.run(dropped())


def test_an_unknown_exhibit_starts_nothing():
    async def unknown():
        with pytest.raises(LabError, match="Expected an exhibit"):
            start_process("nothing", on_frame=print, loop=asyncio.get_running_loop())

    asyncio.run(unknown())


def test_settings_that_cannot_start_a_run_are_told_to_the_screen():
    async def impossible():
        screen = Screen()
        loop = asyncio.get_running_loop()
        screen.handle = start_process(
            "edge_of_stability", on_frame=screen.on_frame, loop=loop, settings={"width": 0}
        )
        screen.handle.send({"kind": "hello", "id": 1})
        await screen.until(lambda h: "messages" in h)
        text = screen.headers[-1]["messages"][0]["text"]
        assert "expected a whole number from 1 to 256; found 0" in text
        assert screen.handle.alive
        screen.handle.stop()

    asyncio.run(impossible())


def test_the_budget_reaches_the_worker():
    async def small():
        screen = Screen()
        handle = start("process", screen, budget=Budget(max_steps=3))
        handle.send({"kind": "hello", "id": 1})
        handle.send({"kind": "step", "n": 50, "id": 2})
        await screen.until(lambda h: h["echo"] == 2)
        assert screen.headers[-1]["status"]["step"] == 3
        handle.stop()

    asyncio.run(small())
