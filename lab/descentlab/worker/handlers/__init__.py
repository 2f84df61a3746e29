"""What each message from the screen does to a session: a file for each kind of thing to do."""

from __future__ import annotations

from descentkernels import DescentError

from descentlab.errors import LabError
from descentlab.worker.handlers import (
    bookmarks,
    branches,
    data,
    exports,
    history,
    links,
    running,
    saving,
    steering,
)
from descentlab.worker.handlers.message import Handlers, Message
from descentlab.worker.session import Session

MODULES = (running, steering, branches, links, bookmarks, history, exports, data, saving)
HANDLERS: Handlers = {kind: act for module in MODULES for kind, act in module.HANDLERS.items()}
#: Messages that would disturb a link being replayed.
STEERING: frozenset[str] = frozenset().union(*(module.STEERING for module in MODULES))


def handle(session: Session, message: Message) -> None:
    """Do what a message from the screen says; what cannot be done is told to the screen."""
    kind = message.get("kind")
    try:
        if not isinstance(kind, str) or kind not in HANDLERS:
            raise LabError(f"Expected one of {', '.join(HANDLERS)}; found {kind!r}.")
        if session.restoring and kind in STEERING:
            raise LabError("The link is still being replayed; wait until it is done.")
        HANDLERS[kind](session, message)
    except DescentError as error:
        session.say("error", str(error))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        session.say("error", f"{kind}: expected a complete message; found {error!r} wrong in it.")
    if isinstance(message.get("id"), int):
        session.echo = max(session.echo, message["id"])
    session.version += 1
