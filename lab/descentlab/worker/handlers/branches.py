"""Messages about the branches of a session and the links they come from."""

from __future__ import annotations

from descentlab.errors import LabError
from descentlab.share import decode
from descentlab.worker.handlers.message import Handlers, Message, clamped
from descentlab.worker.restoration import restoration
from descentlab.worker.session import Session


def fork(session: Session, message: Message) -> None:
    """A new branch from `step` of the active one, with `settings` changed there."""
    if len(session.branches) >= session.budget.max_branches:
        raise LabError(f"Expected at most {session.budget.max_branches} branches; remove one.")
    parent, at = session.branch, int(message["step"])
    changes = clamped(session, message.get("settings") or {})
    run = parent.run.fork(at, **changes)
    session.branches.append(parent.forked(run, f"fork at {at}", session.active, at))
    session.active = len(session.branches) - 1


def branch(session: Session, message: Message) -> None:
    """Steer the branch at `index` from now on."""
    session.existing(message["index"])
    session.active = message["index"]
    session.pause()


def remove_branch(session: Session, message: Message) -> None:
    """The branch at `index` goes; its forks become its parent's."""
    gone, index = session.existing(message["index"]), message["index"]
    if len(session.branches) == 1:
        raise LabError("Expected another branch to stay; this is the only one. Reset it instead.")
    session.branches.remove(gone)
    for other in session.branches:
        other.parent = _after_removal(gone.parent if other.parent == index else other.parent, index)
    for at, other in enumerate(session.branches):
        other.parent = None if at == 0 else other.parent or 0
    session.active = _after_removal(session.active, index) or 0
    session.active = min(session.active, len(session.branches) - 1)
    session.show_anew()
    session.pause()


def restore(session: Session, message: Message) -> None:
    """Replay the session that `share` stands for."""
    shared = decode(str(message["share"]))
    limits = session.budget
    if shared.exhibit != session.exhibit.id:
        raise LabError(
            f"Expected a link to {session.exhibit.id!r}; found one to {shared.exhibit!r}. "
            "Open it at that exhibit's address."
        )
    longest = max(b.step for b in shared.branches)
    if len(shared.branches) > limits.max_branches or longest > limits.max_steps:
        raise LabError(
            f"Expected at most {limits.max_branches} branches of {limits.max_steps} steps; "
            f"the link asks for {len(shared.branches)} and {longest}."
        )
    session.begin_restoration(shared.settings, restoration(session, shared))


def share(session: Session, message: Message) -> None:
    """Nothing to do: every handled message makes the next frame carry the share string."""


def _after_removal(index: int | None, removed: int) -> int | None:
    return index if index is None or index <= removed else index - 1


HANDLERS: Handlers = {
    "fork": fork,
    "branch": branch,
    "remove_branch": remove_branch,
    "restore": restore,
    "share": share,
}
#: Refused while a link is being replayed.
STEERING = {"fork", "branch", "remove_branch"}
