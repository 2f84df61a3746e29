"""The link starts a worker when it must, forwards untouched, and outlives its death."""

from __future__ import annotations

import asyncio

import pytest
from descentlab.frames import unpack
from descentwidgets import link as link_module
from descentwidgets.link import WorkerLink

HELLO = {"kind": "hello", "id": 1}


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(link_module, "WATCH_SECONDS", 0.01)
    monkeypatch.setattr(link_module, "ABSENT_SECONDS", 0.05)


def said(frames: list[bytes]) -> str:
    headers = [unpack(frame)[0] for frame in frames]
    return " ".join(m["text"] for h in headers for m in h.get("messages", []))


def with_loop(test):
    async def main():
        await test()

    asyncio.run(main())


def test_nothing_starts_before_the_first_message(factory):
    WorkerLink(factory, print)
    assert factory.handles == []


def test_hello_starts_once_and_messages_go_through_untouched(factory):
    async def check():
        link = WorkerLink(factory, lambda _: None)
        steer = {"kind": "set", "name": "lr", "value": 99.0, "id": 2, "more": [1, {"a": None}]}
        for message in (HELLO, steer, HELLO):
            link.receive(message)
        assert len(factory.handles) == 1
        assert factory.handles[0].sent == [HELLO, steer, HELLO]
        link.stop()

    with_loop(check)


def test_opening_messages_come_before_hello_and_notices_after(factory):
    async def check():
        frames: list[bytes] = []
        opening = [{"kind": "restore", "share": "abc", "id": 0}]
        link = WorkerLink(
            factory, frames.append, opening=opening, notices=[("warning", "not that one")]
        )
        link.receive(HELLO)
        assert factory.handles[0].kinds == ["restore", "hello"]
        assert "not that one" in said(frames)
        link.receive(HELLO)
        assert said(frames).count("not that one") == 1
        link.stop()

    with_loop(check)


def test_frames_are_delivered_as_they_are(factory):
    async def check():
        frames: list[bytes] = []
        link = WorkerLink(factory, frames.append)
        link.receive(HELLO)
        sent = factory.handles[0].frame(7, floats=1000)
        assert frames == [sent]
        link.stop()

    with_loop(check)


def test_death_is_told_and_the_next_message_restarts_from_the_last_share(factory):
    async def check():
        frames: list[bytes] = []
        link = WorkerLink(factory, frames.append)
        link.receive(HELLO)
        first = factory.handles[0]
        first.frame(1, share="eNq_-1")
        first.frame(2)  # a frame without a share string must not forget the last one
        first.alive = False
        await asyncio.sleep(0.05)
        assert "ended unexpectedly" in said(frames)
        assert first.stops >= 1
        link.receive({"kind": "ack", "frame": 2})
        assert len(factory.handles) == 1, "an acknowledgement must not start a worker"
        link.receive({"kind": "play", "id": 9})
        assert factory.handles[1].sent == [
            {"kind": "restore", "share": "eNq_-1", "id": 0},
            {"kind": "hello", "id": 0},
            {"kind": "play", "id": 9},
        ]
        link.stop()

    with_loop(check)


def test_a_pipe_that_breaks_while_sending_counts_as_death(factory):
    async def check():
        frames: list[bytes] = []
        link = WorkerLink(factory, frames.append)
        link.receive(HELLO)

        def broken(_):
            raise BrokenPipeError

        factory.handles[0].send = broken
        link.receive({"kind": "play", "id": 2})
        assert "ended unexpectedly" in said(frames)
        assert not link.alive

    with_loop(check)


def test_a_worker_that_cannot_start_is_told_in_the_page(factory):
    async def check():
        frames: list[bytes] = []
        factory.error = ValueError("the lab is full: 2 experiments are running")
        link = WorkerLink(factory, frames.append)
        link.receive(HELLO)
        assert "the lab is full" in said(frames)
        factory.error = None
        link.receive({"kind": "play", "id": 2})
        assert factory.handles[0].kinds == ["hello", "play"]
        link.stop()

    with_loop(check)


def test_the_worker_ends_when_nobody_looks_and_not_before(factory):
    async def check():
        looking = True
        link = WorkerLink(factory, lambda _: None, present=lambda: looking)
        link.receive(HELLO)
        await asyncio.sleep(0.15)
        assert link.alive
        looking = False
        await asyncio.sleep(0.3)
        assert not link.alive
        assert factory.handles[0].stops == 1

    with_loop(check)


@pytest.mark.parametrize("garbage", [None, 3, "play", [], {}, {"kind": 4}, {"kind": None}])
def test_garbage_starts_nothing_and_raises_nothing(factory, garbage):
    async def check():
        frames: list[bytes] = []
        link = WorkerLink(factory, frames.append)
        link.receive(garbage)
        assert factory.handles == []
        assert "Expected a message with a kind" in said(frames)

    with_loop(check)


def test_stop_may_be_called_again(factory):
    async def check():
        link = WorkerLink(factory, lambda _: None)
        link.stop()
        link.receive(HELLO)
        link.stop()
        link.stop()
        assert factory.handles[0].stops == 1

    with_loop(check)
