"""Messages about bookmarks: a step gets a name, or loses it."""

from __future__ import annotations

from descentlab.worker.handlers.message import Handlers, Message
from descentlab.worker.session import Session


def bookmark(session: Session, message: Message) -> None:
    """Name `step` of the active branch; a step that has a name takes the new `name`."""
    name = message.get("name")
    session.bookmarks.put(session.branches, session.branch, message["step"], name)


def unbookmark(session: Session, message: Message) -> None:
    """The bookmark at `index` goes."""
    session.bookmarks.drop(message["index"])


HANDLERS: Handlers = {"bookmark": bookmark, "unbookmark": unbookmark}
#: Refused while a link is being replayed.
STEERING = {"bookmark", "unbookmark"}
