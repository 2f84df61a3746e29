"""Restoration: the runs of a link are replayed, a step at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from descentkernels import DescentError

from descentlab.share import Shared, SharedBranch
from descentlab.worker.branch import Branch

if TYPE_CHECKING:
    from descentlab.worker.session import Session

#: Seconds of replay between two looks at what the screen says.
SLICE = 0.1


class Restoration:
    """The replay of a link, in slices, so that messages are heard in between.

    `offset` is where the first of its branches stands among those of the session; `names` are
    theirs. When it is done the session steers `active`.
    """

    def __init__(
        self, session: Session, shared: Shared, offset: int, names: Sequence[str], active: int
    ) -> None:
        self._offset, self._names, self._active = offset, names, active
        self._steps = self._replay(session, shared)
        self.branch: Branch | None = None  # the one being replayed

    @property
    def step(self) -> int:
        return 0 if self.branch is None else self.branch.run.step

    def work(self, session: Session) -> bool:
        """Replay for one slice; returns whether there is more. What goes wrong is said."""
        until = time.monotonic() + SLICE
        try:
            while time.monotonic() < until:
                next(self._steps)
        except StopIteration:
            return False
        except (DescentError, KeyError, TypeError, ValueError, ArithmeticError) as error:
            said = str(error) if isinstance(error, DescentError) else f"{error!r} wrong in it"
            session.say("error", f"The link could not be replayed to its end: {said}")
            return False
        return True

    def _replay(self, session: Session, shared: Shared) -> Iterator[None]:
        """Rebuild the branches of `shared`; yields after every step."""
        for number, wanted in enumerate(shared.branches):
            index = self._offset + number
            if index == len(session.branches):
                session.branches.append(self._begun(session, wanted, self._names[number]))
            branch = self.branch = session.branches[index]
            branch.name = self._names[number]
            if not self._offset:
                session.active = index
            session.version += 1  # the screen must hear of a branch before its first numbers
            branch.run.follow(wanted.commands)
            branch.note_plane()
            while branch.run.step < wanted.step and not branch.run.diverged:
                branch.advance()
                yield
        session.active = self._active
        for mark in shared.bookmarks:
            at = session.branches[self._offset + mark.branch]
            session.bookmarks.put(session.branches, at, mark.step, mark.name)

    def _begun(self, session: Session, wanted: SharedBranch, name: str) -> Branch:
        """The branch at the last moment whose commands it has in common with its parent.

        That is the fork's step, or the one before it when parent and fork were steered apart at
        that very step. A log that differs earlier (a link edited by hand) is replayed from the
        start, and so is a root.
        """
        if wanted.parent is None:
            settings = session.exhibit.settings().with_(**wanted.settings)
            return Branch(session.new_run(settings), name)
        at = self._offset + wanted.parent
        parent = session.branches[at]
        for step in (wanted.fork_step, wanted.fork_step - 1):
            past = [c for c in parent.run.commands if c.step <= step]
            if 0 <= step <= parent.run.step and past == list(wanted.commands[: len(past)]):
                run = parent.run.fork(step)
                break
        else:
            run = session.new_run(parent.run.initial)
        return parent.forked(run, name, at, wanted.fork_step)


def distinct(name: str, taken: Sequence[str]) -> str:
    """`name`, with a number after it where it is taken."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free
