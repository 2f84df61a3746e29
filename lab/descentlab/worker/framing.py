"""Framing: what changed in a session since the last frame, packed for the screen."""

from __future__ import annotations

from typing import Any

from descentlab.frames import Payload, pack
from descentlab.worker.blocks import blocks_of
from descentlab.worker.branch import describe_command
from descentlab.worker.session import Session


class Framer:
    """Builds frames; remembers which version of the session the screen has been told."""

    def __init__(self) -> None:
        self.number = 0
        self._version = -1
        self._desk = (-1, -1)
        self._standing: tuple[bool, int, int] | None = None

    def has_news(self, session: Session) -> bool:
        """Whether a frame built now would say anything new."""
        fresh = any(b.shelf.news or b.rest.fresh for b in session.branches)
        changed = session.version != self._version
        return bool(changed or session.messages or fresh or _standing(session) != self._standing)

    def frame(self, session: Session) -> bytes:
        """The next frame. Marks everything in it as told."""
        self.number += 1
        payload = Payload()
        header: dict[str, Any] = {
            "frame": self.number,
            "echo": session.echo,
            "gen": session.generation,
            "active": session.active,
            "status": _status(session),
        }
        if session.version != self._version:
            header["branches"] = [b.described() for b in session.branches]
            header["log"] = _log(session)
            header["bookmarks"] = session.bookmarks.described(session.branches)
            header["share"] = session.share()
            self._version = session.version
        if (session.generation, session.desk.version) != self._desk:
            header.update(session.desk.described())
            self._desk = (session.generation, session.desk.version)
        if session.messages:
            header["messages"], session.messages = session.messages, []
        blocks: list[dict[str, Any]] = []
        for index in range(len(session.branches)):
            blocks += blocks_of(session, index, payload)
        header["blocks"] = blocks
        self._standing = _standing(session)
        return pack(header, payload)


def _standing(session: Session) -> tuple[bool, int, int]:
    """What changes with every step, without a message."""
    replayed = session.restoration.step if session.restoration is not None else -1
    return session.playing, session.run.step, replayed


def _status(session: Session) -> dict[str, Any]:
    run = session.run
    state, text = "ok", ""
    if session.restoration is not None:
        state, text = "restoring", f"replaying the link: step {session.restoration.step}"
    elif run.diverged:
        state = "diverged"
        text = (
            f"Diverged at step {run.step}: the loss is beyond what a float32 can hold. "
            "Fork from an earlier step with a smaller η, or reset."
        )
    return {
        "playing": session.playing,
        "step": run.step,
        "speed": session.pace.speed,
        "rate": round(session.pace.rate, 1) if session.moving else 0,
        "state": state,
        "text": text,
    }


def _log(session: Session) -> list[dict[str, Any]]:
    """What was done, branch by branch; `index` is a command's place among its branch's."""
    entries = [{"branch": 0, "step": 0, "text": note} for note in session.notes]
    for at, branch in enumerate(session.branches):
        parent = None if branch.parent is None else session.branches[branch.parent]
        if parent is not None:
            text = f"forked from {parent.name}"
            entries.append({"branch": at, "step": branch.fork_step, "text": text})
        for index in range(branch.inherited(parent), len(branch.run.commands)):
            command = branch.run.commands[index]
            text = describe_command(command, branch.run)
            entries.append({"branch": at, "step": command.step, "text": text, "index": index})
    return entries
