"""Keeper: looks at every session once a second, ends those that misbehave, shares out the cores."""

from __future__ import annotations

import os
import time

from descentlab.worker.usage import cpu_seconds, wants_core

from descentwidgets.serving.events import EventLog
from descentwidgets.serving.limits import Limits
from descentwidgets.serving.schedule import Want, rations
from descentwidgets.serving.seat import Seat

#: Seconds between two looks.
TICK = 1.0
#: The part of the cores that runs may use while there are too few for all: the rest is for the
#: server, which answers everybody.
FOR_RUNS = 0.85
#: A session that used less than this part of its ration did not want more.
SATED = 0.8
AGAIN = "Press play, or move any control, to start again from where it was last shared."


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Keeper:
    """What ends a session, other than its own page, is decided here."""

    def __init__(self, limits: Limits, events: EventLog) -> None:
        self._limits, self._events = limits, events
        self._cores = cores()
        self._looked = time.monotonic()
        self._begun: set[int] = set()  # numbers of the sessions whose first frame is noted

    def look_after(self, seats: list[Seat]) -> list[Seat]:
        """End the sessions that must end, ration the others; returns those that go on."""
        now = time.monotonic()
        span, self._looked = max(now - self._looked, 0.1), now
        for seat in seats:
            if seat.alive:
                _measure(seat, span)
            if seat.first_frame is not None and seat.number not in self._begun:
                self._begun.add(seat.number)
                self._note("first frame", seat, seconds=round(seat.first_frame, 3))
            if seat.alive and (found := self._offence(seat, now)) is not None:
                cause, text = found
                self._note("killed", seat, reason=cause, **_used(seat, now))
                seat.worker.end(f"{text} {AGAIN}")
        alive = [seat for seat in seats if seat.alive]
        self.bury([seat for seat in seats if not seat.alive and seat.reason is None], None)
        self._share_out(alive)
        return alive

    def bury(self, seats: list[Seat], reason: str | None) -> None:
        """Write down that these have ended of themselves, or with their page."""
        now = time.monotonic()
        for seat in seats:
            self._begun.discard(seat.number)
            fate = "its worker died" if seat.worker.died else "its page closed"
            self._note("ended", seat, reason=reason or fate, **_used(seat, now))

    def _offence(self, seat: Seat, now: float) -> tuple[str, str] | None:
        """What the session must be ended for: in a word, and for the person."""
        limits = self._limits
        allowed = limits.budget.memory_bytes
        seat.over = seat.over + 1 if allowed is not None and seat.memory > allowed else 0
        if seat.over > 1:
            return "memory", (
                f"This session used more than the {allowed // 2**20} MB of memory that this lab "
                "gives one, and was stopped. Choose a smaller network, fewer examples or fewer "
                "steps."
            )
        if seat.silent > limits.silence:
            return "hung", (
                f"This session did not answer for {limits.silence:.0f} s and was stopped: one step "
                "of it takes too long here, or it hangs. Choose a smaller network or fewer "
                "examples."
            )
        if seat.moving:
            seat.watched = now
        if limits.idle is not None and now - seat.watched > limits.idle:
            return "idle", (
                f"Nobody used this session for {limits.idle / 60:.0f} minutes; it was stopped to "
                "make room for others."
            )
        return None

    def _share_out(self, seats: list[Seat]) -> None:
        """Ration the cores while there are fewer of them than runs that move."""
        moving = [seat for seat in seats if seat.moving]
        if len(moving) <= self._cores:
            for seat in seats:
                seat.set_ration(1.0)
            return
        wants = []
        for seat in moving:
            sated = seat.used < SATED * seat.ration
            wants.append(Want(seat.weight, 1.3 * seat.used + 0.03 if sated else 1.0))
        for seat, part in zip(moving, rations(wants, FOR_RUNS * self._cores), strict=True):
            seat.set_ration(part)

    def _note(self, event: str, seat: Seat, **more: object) -> None:
        self._events.write(event, session=seat.number, exhibit=seat.exhibit, **more)


def _measure(seat: Seat, span: float) -> None:
    """What the session used in the last `span` seconds, and for how long it has been silent.

    Time in which its worker waited for a core that others had does not count: it is not hung.
    """
    before, seat.cpu = seat.cpu, cpu_seconds(seat.worker.pid) or seat.cpu
    seat.used = (seat.cpu - before) / span
    seat.memory = seat.worker.memory() or 0
    seat.peak_memory = max(seat.peak_memory, seat.memory)
    if seat.worker.heard != seat.heard:
        seat.heard, seat.silent = seat.worker.heard, 0.0
    elif wants_core(seat.worker.pid):
        seat.silent += min(seat.used, 1.0) * span
    else:
        seat.silent += span


def _used(seat: Seat, now: float) -> dict[str, float]:
    return {
        "seconds": round(now - seat.began, 1),
        "cpu_s": round(seat.cpu, 1),
        "peak_memory_mb": round(seat.peak_memory / 2**20, 1),
    }
