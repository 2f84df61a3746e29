"""Restoration: a shared session is replayed, a step at a time."""

from __future__ import annotations

from collections.abc import Iterator

from descentlab.runs.run import Run
from descentlab.share import Shared, SharedBranch
from descentlab.worker.branch import Branch
from descentlab.worker.session import Session


def restoration(session: Session, shared: Shared) -> Iterator[None]:
    """Rebuild the branches of `shared` in `session`; yields after every step."""
    for index, wanted in enumerate(shared.branches):
        if index:
            session.branches.append(_forked(session, wanted))
        branch = session.branches[index]
        branch.name = wanted.name
        session.active = index
        session.version += 1  # the screen must hear of a branch before its first numbers
        branch.run.follow(wanted.commands)
        branch.note_plane()
        while branch.run.step < wanted.step and not branch.run.diverged:
            branch.advance()
            yield
    session.active = shared.active


def _forked(session: Session, wanted: SharedBranch) -> Branch:
    """The branch at the last moment whose commands it has in common with its parent.

    That is the fork's step, or the one before it when the parent was steered at that very step
    after the fork. A log that differs earlier (a link edited by hand) is replayed from the start.
    """
    parent = session.branches[wanted.parent]
    for step in (wanted.fork_step, wanted.fork_step - 1):
        past = [c for c in parent.run.commands if c.step <= step]
        if 0 <= step <= parent.run.step and past == list(wanted.commands[: len(past)]):
            run = parent.run.fork(step)
            break
    else:
        run = Run(session.exhibit, session.branches[0].run.initial)
    return parent.forked(run, wanted.name, wanted.parent, wanted.fork_step)
