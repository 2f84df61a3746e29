"""The message that asks the server to keep the run."""

from __future__ import annotations

from descentlab.errors import LabError
from descentlab.exports.zarr_zip import record_zip
from descentlab.frames import File
from descentlab.worker.handlers.message import Handlers, Message
from descentlab.worker.session import Session

#: Letters of the name a person may give.
LONGEST = 80


def save(session: Session, message: Message) -> None:
    """Hand the run's record and the session's link to the server, under `name` (may be empty)."""
    if not session.budget.saves:
        raise LabError(
            "This lab keeps no runs: it was started without --runs. Download the run instead, or "
            "copy its link."
        )
    name, share = str(message.get("name") or "").strip()[:LONGEST], session.share()
    about = {
        "label": name,
        "exhibit": session.exhibit.id,
        "title": session.exhibit.title,
        "steps": session.run.step,
        "share": share,
    }
    record = record_zip(session.run, share)
    session.files.append(File(name, "application/zip", record, kept=about))


HANDLERS: Handlers = {"save": save}
#: Refused while a link is being replayed.
STEERING = {"save"}
