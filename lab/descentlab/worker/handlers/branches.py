"""Messages about the branches of a session."""

from __future__ import annotations

from descentlab.errors import LabError
from descentlab.worker.branch import Branch, owner
from descentlab.worker.handlers.message import Handlers, Message, clamped
from descentlab.worker.restoration import distinct
from descentlab.worker.session import Session

#: Letters of a branch's name.
LENGTH = 40


def fork(session: Session, message: Message) -> None:
    """A new branch from `step` of the active one, with `settings` changed there."""
    check_room(session)
    parent, at = session.branch, int(message["step"])
    changes = clamped(session, message.get("settings") or {})
    run = parent.run.fork(at, **changes)
    name = distinct(f"fork at {at}", [b.name for b in session.branches])
    origin = session.branches.index(owner(session.branches, parent, at))
    session.branches.append(parent.forked(run, name, origin, at))
    session.active = len(session.branches) - 1


def branch(session: Session, message: Message) -> None:
    """Steer the branch at `index` from now on."""
    session.existing(message["index"])
    session.active = message["index"]
    session.pause()


def rename(session: Session, message: Message) -> None:
    """The branch at `index` takes another `name`."""
    at, name = session.existing(message["index"]), " ".join(str(message["name"] or "").split())
    if not name:
        raise LabError("Expected a name for the branch; found nothing. Type at least one letter.")
    at.name = distinct(name[:LENGTH], [b.name for b in session.branches if b is not at])


def remove_branch(session: Session, message: Message) -> None:
    """The branch at `index` goes. Its forks become its parent's; those of a root become those of
    the first of them, which is a root from then on."""
    gone, index = session.existing(message["index"]), message["index"]
    if len(session.branches) == 1:
        raise LabError("Expected another branch to stay; this is the only one. Reset it instead.")
    forks = [b for b in session.branches if b.parent == index]
    session.bookmarks.branch_goes(gone, forks)
    _adopt(session, gone, forks)
    session.branches.remove(gone)
    for other in session.branches:
        if other.parent is not None and other.parent > index:
            other.parent -= 1
    session.active -= session.active > index
    session.active = min(session.active, len(session.branches) - 1)
    session.show_anew()
    session.pause()


def check_room(session: Session, wanted: int = 1) -> None:
    """LabError when the session has no room for `wanted` more branches."""
    most = session.budget.max_branches
    if len(session.branches) + wanted > most:
        raise LabError(
            f"Expected at most {most} branches; found {len(session.branches)} here and "
            f"{wanted} to come. Remove one first."
        )


def _adopt(session: Session, gone: Branch, forks: list[Branch]) -> None:
    """Give the forks of `gone` a parent and the step up to which they share its past."""
    if gone.parent is not None:
        for other in forks:
            other.parent, other.fork_step = gone.parent, min(other.fork_step, gone.fork_step)
        return
    for other in forks[1:]:
        other.parent = session.branches.index(forks[0])
        other.fork_step = min(other.fork_step, forks[0].fork_step)
    for heir in forks[:1]:
        heir.parent, heir.fork_step = None, 0


HANDLERS: Handlers = {
    "fork": fork,
    "branch": branch,
    "rename": rename,
    "remove_branch": remove_branch,
}
#: Refused while a link is being replayed.
STEERING = {"fork", "branch", "rename", "remove_branch"}
