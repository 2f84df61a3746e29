"""Whole frame: everything a screen can be told of a session, as one frame."""

from __future__ import annotations

from copy import copy

from descentlab.worker.branch import Branch
from descentlab.worker.framing import Framer
from descentlab.worker.session import Session


def whole_frame(session: Session) -> bytes:
    """One frame with all that is recorded and sampled. The session's own screen notices nothing.

    The landscape in force is sampled to its end first, where that is still going on, since a frame
    holds back the places of a run whose landscape cannot be seen yet.
    """
    while session.branch.shelf.waiting:
        if not session.branch.sample(all_planes=False):
            break
    twin = copy(session)
    twin.branches = [_twin(branch) for branch in session.branches]
    twin.messages = []
    twin.playing = twin.dragging = False
    return Framer().frame(twin)


def _twin(branch: Branch) -> Branch:
    """The same run, with its own memory of what was told."""
    twin = copy(branch)
    twin.shelf, twin.rest = branch.shelf.copy(branch.run.step), copy(branch.rest)
    twin.show_anew()
    return twin
