"""Messages that take something back."""

from __future__ import annotations

from descentlab.errors import LabError
from descentlab.worker.handlers.branches import check_room
from descentlab.worker.handlers.message import Handlers, Message
from descentlab.worker.restoration import distinct
from descentlab.worker.session import Session


def undo(session: Session, message: Message) -> None:
    """A new branch, forked from `branch` just before its command `index` (the last by default).

    Nothing is lost: the branch with the command stays. Taking back one more command from a branch
    that was made so and has not moved since puts the new branch in its place.
    """
    at = message.get("branch", session.active)
    branch = session.existing(at)
    if not branch.run.commands:
        raise LabError("Expected a command to take back; this branch has none.")
    index = message.get("index", len(branch.run.commands) - 1)
    run = branch.run.fork_before(index)
    place = at if _bare(session, at) else len(session.branches)
    if place != at:
        check_room(session)
    taken = [b.name for i, b in enumerate(session.branches) if i != place]
    origin = _origin(session, branch.parent if place == at else at, index)
    name = distinct(f"undo at {run.step}", taken)
    twin = session.branches[origin].forked(run, name, origin, run.step)
    twin.of_undo = True
    if place == at:
        session.bookmarks.branch_goes(branch, [])
    session.branches[place : place + 1] = [twin]
    session.active = place


def _bare(session: Session, at: int) -> bool:
    """Whether the branch came of taking a command back, and nothing has happened on it since."""
    branch = session.branches[at]
    if not branch.of_undo or branch.parent is None or branch.run.step != branch.fork_step:
        return False
    inherited = branch.inherited(session.branches[branch.parent])
    return inherited == len(branch.run.commands) and all(b.parent != at for b in session.branches)


def _origin(session: Session, at: int, index: int) -> int:
    """The branch on which the command `index` of the branch `at` was given."""
    branch = session.branches[at]
    while branch.parent is not None and index < branch.inherited(session.branches[branch.parent]):
        at = branch.parent
        branch = session.branches[at]
    return at


HANDLERS: Handlers = {"undo": undo}
#: Refused while a link is being replayed.
STEERING = {"undo"}
