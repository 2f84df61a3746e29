"""Messages about data of the person's own: a file comes in pieces, is looked at, put to use.

Nothing in a file is ever executed, and whatever comes, in whatever order, is answered in words.
"""

from __future__ import annotations

import base64
import binascii

from descentlab.datasets.adapting import suggested
from descentlab.errors import LabError
from descentlab.worker.handlers import links
from descentlab.worker.handlers.message import Handlers, Message
from descentlab.worker.session import Session

#: Characters of a piece in base64: a message stays small enough for others to pass between.
PIECE = 524_288


def upload(session: Session, message: Message) -> None:
    """The piece `data` (base64) of the file `name` of `size` bytes, from byte `at` on."""
    text = message["data"]
    if not isinstance(text, str) or len(text) > PIECE:
        raise LabError(f"Expected a file in pieces of at most {PIECE} characters; found a longer.")
    try:
        piece = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise LabError("Expected a file's bytes as base64; found other text.") from error
    desk = session.desk
    try:
        if not desk.receive(message["name"], message["size"], message.get("at", 0), piece):
            return
        desk.look(session.exhibit, session.run.settings)
    except LabError as error:
        desk.refuse(str(error))
        return
    except MemoryError:
        desk.refuse(
            "Expected a file that fits into this session's memory; found it too large. Save fewer "
            "rows or smaller numbers."
        )
        return
    if desk.wanted is not None:
        _answer(session)


def choose_target(session: Session, message: Message) -> None:
    """Show the file with `target` to be told, `as` classes or numbers, or as it looks."""
    session.desk.choose(
        session.exhibit, session.run.settings, message.get("target"), message.get("as")
    )


def use_data(session: Session, message: Message) -> None:
    """A new run on the data shown, with the settings in force as far as the data allow."""
    desk = session.desk
    if desk.ready is None:
        raise LabError("Expected data that can be trained on; there are none. Choose a file.")
    settings = dict(vars(session.run.settings))
    if desk.data is None:
        desk.before = settings
    session.restart_on(desk.ready, {**settings, **suggested(type(session.run.initial), desk.ready)})
    session.notes.append(f"restarted on {desk.ready.name}")


def drop_data(session: Session, message: Message) -> None:
    """Back to the digits, with the settings they had; or a link's data are waited for no more."""
    desk = session.desk
    if desk.data is None:
        desk.use(None)
        return
    session.restart_on(None, desk.before or {})
    session.notes.append("restarted on the digits")


def _answer(session: Session) -> None:
    """Replay the link that waited for the file, if this is it."""
    desk = session.desk
    link, reference = desk.wanted
    if desk.matching(reference) is not None:
        links.restore(session, {"share": link})
    else:
        desk.refuse(
            f"This is not the file the link was made with: its SHA-256 begins with "
            f"{str(reference.get('sha256'))[:12]}, this one's with "
            f"{desk.shown['sha256'][:12]}. The run of the link still waits for its file."
        )


HANDLERS: Handlers = {
    "upload": upload,
    "choose_target": choose_target,
    "use_data": use_data,
    "drop_data": drop_data,
}
#: Refused while a link is being replayed.
STEERING = {"use_data", "drop_data"}
