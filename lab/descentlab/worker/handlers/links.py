"""Messages about links: a session comes from one, or takes in the runs of another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from descentlab.errors import LabError
from descentlab.share import Shared, decode
from descentlab.worker.handlers.branches import check_room
from descentlab.worker.handlers.message import Handlers, Message
from descentlab.worker.restoration import Restoration, distinct
from descentlab.worker.session import Session


def restore(session: Session, message: Message) -> None:
    """Replay the session that `share` stands for."""
    shared = _read(session, str(message["share"]))
    desk, link = session.desk, str(message["share"])
    data = desk.matching(shared.data)
    if shared.data is not None and data is None:
        session.say("warning", desk.want(link, shared.data))
        return
    most = session.budget.max_branches
    if len(shared.branches) > most:
        raise LabError(
            f"Expected at most {most} branches; the link asks for {len(shared.branches)}."
        )
    session.restart_on(data, shared.settings)
    names = [b.name for b in shared.branches]
    session.restoration = Restoration(session, shared, 0, names, shared.active)


def join(session: Session, message: Message) -> None:
    """The runs of `share` come in beside those there are, which stay as they are."""
    shared = _read(session, str(message["share"]))
    own = None if session.desk.data is None else session.desk.data.reference
    if shared.data != own:
        raise LabError(
            f"Expected runs on {_named(own)}; the link's are on {_named(shared.data)}, and their "
            "losses cannot be compared. Open the link by itself."
        )
    check_room(session, len(shared.branches))
    session.pause()
    taken = [b.name for b in session.branches]
    for wanted in shared.branches:
        taken.append(distinct(wanted.name, taken))
    offset = len(session.branches)
    session.restoration = Restoration(session, shared, offset, taken[offset:], session.active)


def share(session: Session, message: Message) -> None:
    """Nothing to do: every handled message makes the next frame carry the share string."""


def _named(data: Mapping[str, Any] | None) -> str:
    return "the exhibit's own data" if data is None else str(data.get("name"))[:60]


def _read(session: Session, text: str) -> Shared:
    """The session a link to this exhibit stands for, within the limits of this lab."""
    shared = decode(text)
    if shared.exhibit != session.exhibit.id:
        raise LabError(
            f"Expected a link to {session.exhibit.id!r}; found one to {shared.exhibit!r}. "
            "Open it at that exhibit's address."
        )
    longest, most = max(b.step for b in shared.branches), session.budget.max_steps
    if longest > most:
        raise LabError(f"Expected at most {most} steps; the link asks for {longest}.")
    for root in (b for b in shared.branches if b.parent is None):
        session.exhibit.settings().with_(**root.settings)
    return shared


HANDLERS: Handlers = {"restore": restore, "join": join, "share": share}
#: Refused while a link is being replayed.
STEERING = {"join"}
