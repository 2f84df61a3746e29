"""Sessions that misbehave are ended and told why; the others go on."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time

import pytest
from descentlab.frames import unpack
from descentlab.worker.budget import Budget
from descentwidgets.link import NoPlace, WorkerLink
from descentwidgets.serving.events import EventLog
from descentwidgets.serving.limits import Limits
from descentwidgets.serving.places import Places
from descentwidgets.serving.saved import SavedRuns

EXHIBIT = "quadratic_stability"
NETWORK = "edge_of_stability"
PATIENCE = 90.0


class Page:
    """A page without a picture: acknowledges frames, remembers what it was told."""

    def __init__(self, places: Places, exhibit: str = EXHIBIT, *opening: dict) -> None:
        self.said: list[str] = []
        self.header: dict = {}
        self.seat = None

        def start(on_frame, loop):
            self.seat = places.start(exhibit, on_frame, loop)
            return self.seat

        self.link = WorkerLink(start, self.take, opening=opening)
        self.link.receive({"kind": "hello", "id": 1})

    def take(self, frame: bytes) -> None:
        header = unpack(frame)[0]
        self.said += [m["text"] for m in header.get("messages", ())]
        if header["frame"]:
            self.header = header
            self.link.receive({"kind": "ack", "frame": header["frame"]})

    @property
    def step(self) -> int:
        return self.header.get("status", {}).get("step", -1)

    async def until(self, condition, what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"waited in vain for {what}: {self.said}"
            await asyncio.sleep(0.02)

    async def told(self, text: str) -> None:
        await self.until(lambda: any(text in said for said in self.said), text)


def events(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_session_that_hangs_is_ended_and_its_neighbour_goes_on(tmp_path):
    async def check() -> None:
        places = Places(Limits(sessions=2, waiting=1, silence=3.0), EventLog(str(tmp_path / "log")))
        hung, other = Page(places), Page(places)
        with pytest.raises(NoPlace, match="full"):
            places.start(EXHIBIT, print, asyncio.get_running_loop())
        for page in (hung, other):
            page.link.receive({"kind": "play", "id": 2})
            await page.until(lambda page=page: page.step > 2, "steps")
        os.kill(hung.seat.worker.pid, signal.SIGSTOP)
        for _ in range(3000):  # more than the pipe holds: the server must not wait for the worker
            hung.seat.worker.send({"kind": "share", "padding": "x" * 1000})
        await hung.told("did not answer for 3 s and was stopped")
        step = other.step
        await other.until(lambda: other.step > step, "the neighbour's steps")
        assert not any("stopped" in said for said in other.said)
        await hung.until(lambda: hung.seat.worker.gone, "the end of the process")
        hung.link.receive({"kind": "play", "id": 3})
        assert hung.link.alive
        other.link.stop()
        hung.link.stop()
        await other.until(lambda: other.seat.worker.gone, "the end of the process")
        places.close()

    asyncio.run(check())
    found = events(tmp_path / "log")
    assert [e["event"] for e in found][:2] == ["started", "started"]
    killed = next(e for e in found if e["event"] == "killed")
    assert (killed["reason"], killed["session"], killed["exhibit"]) == ("hung", 1, EXHIBIT)
    assert {"time", "seconds", "peak_memory_mb"} <= set(killed)
    assert "full" in [e["event"] for e in found]


def test_memory_is_refused_in_words_and_a_session_above_it_is_ended(tmp_path):
    large = {"kind": "preset", "settings": {"width": 128, "examples": 1000}, "id": 2}

    async def check() -> None:
        small = Budget(memory_bytes=24 * 2**20)
        places = Places(Limits(budget=small, waiting=0), EventLog(str(tmp_path / "log")))
        hungry, other = Page(places, NETWORK), Page(places)
        await hungry.until(lambda: hungry.step == 0, "the first frame")
        hungry.link.receive(large)
        hungry.link.receive({"kind": "play", "id": 3})
        await hungry.until(
            lambda: any("memory" in said for said in hungry.said), "words about memory"
        )
        other.link.receive({"kind": "play", "id": 2})
        await other.until(lambda: other.step > 5, "the neighbour's steps")
        # One that grows in small pieces meets the keeper, not the wall: it is told the limit.
        other.seat.worker.inherited -= 25 * 2**20
        await other.told("more than the 24 MB of memory")
        assert not other.link.alive
        places.close()

    asyncio.run(check())
    assert "memory" in [e.get("reason") for e in events(tmp_path / "log")]


def test_too_many_parameters_are_refused_and_the_run_stays():
    async def check() -> None:
        places = Places(Limits(budget=Budget(max_parameters=11_000), waiting=0))
        page = Page(places, NETWORK)
        await page.until(lambda: page.step == 0, "the first frame")
        before = page.header["branches"][0]["settings"]["width"]
        page.link.receive({"kind": "set", "name": "width", "value": 2 * before, "id": 2})
        await page.told("at most 11,000 parameters")
        assert page.header["branches"][0]["settings"]["width"] == before
        assert page.link.alive
        places.close()

    asyncio.run(check())


def test_nobody_there_a_flood_and_a_place_that_becomes_free(monkeypatch):
    from descentwidgets import link

    monkeypatch.setattr(link, "RETRY_SECONDS", 0.2)

    async def check() -> None:
        places = Places(Limits(sessions=1, waiting=1, idle=2.0))
        first = Page(places)
        await first.until(lambda: first.step == 0, "the first frame")
        waiting = Page(places)
        await waiting.told("The lab is full")
        for _ in range(600):
            first.link.receive({"kind": "share"})
        await first.told("Too many messages")
        first.link.receive({"kind": "ration", "part": 1e-9})  # not for a page to say
        await first.told("Nobody used this session")
        await waiting.until(lambda: waiting.step == 0, "the place that became free")
        assert places.taken == 1
        places.close()

    asyncio.run(check())


def test_workers_wait_for_sessions_and_are_forked_again():
    async def check() -> None:
        places = Places(Limits(waiting=2))
        places.open(asyncio.get_running_loop())
        page = None

        async def ready(count: int) -> None:
            end = time.monotonic() + PATIENCE
            while places.pool.ready != count:
                assert time.monotonic() < end
                await asyncio.sleep(0.05)

        await ready(2)
        first = places.pool._waiting[0]
        os.kill(first.pid, signal.SIGKILL)  # one that died waiting is not handed out
        while first.alive:
            await asyncio.sleep(0.02)
        second = places.pool._waiting[1]
        page = Page(places)
        assert page.seat.worker is second
        await page.until(lambda: page.step == 0, "the first frame")
        await ready(2)
        processes = [*places.pool._waiting, page.seat.worker]
        places.close()
        await page.until(lambda: all(p.gone for p in processes), "the end of all")

    asyncio.run(check())


def test_a_run_is_saved_and_opens_again_after_a_restart(tmp_path):
    async def check() -> None:
        saved = SavedRuns(tmp_path / "runs", 10**8)
        places = Places(Limits(budget=Budget(saves=True), waiting=0), saved=saved)
        page = Page(places)
        page.link.receive({"kind": "step", "n": 7, "id": 2})
        page.link.receive({"kind": "save", "name": "Seven <steps>", "id": 3})
        await page.told("Saved on the server as seven-steps-1")
        (about,) = SavedRuns(tmp_path / "runs", 10**8).list()
        assert (about["label"], about["steps"]) == ("Seven <steps>", 7)
        again = Page(places, EXHIBIT, {"kind": "restore", "share": about["share"], "id": 0})
        await again.until(lambda: again.step == 7, "the saved run")
        places.close()
        refusing = Places(Limits(waiting=0))
        page = Page(refusing)
        page.link.receive({"kind": "save", "name": "x", "id": 2})
        await page.told("without --runs")
        refusing.close()

    asyncio.run(check())
