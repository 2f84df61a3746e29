"""Messages that ask for something to take home. They only read: a run goes on as if unasked."""

from __future__ import annotations

from collections.abc import Callable

from descentlab.errors import LabError
from descentlab.exports.archive import zipped
from descentlab.exports.csv import tables
from descentlab.exports.naming import file_name
from descentlab.exports.selection import series_of
from descentlab.exports.zarr_zip import record_zip
from descentlab.frames import File
from descentlab.runs.run import Run
from descentlab.view import View
from descentlab.worker.handlers.message import Handlers, Message
from descentlab.worker.session import Session
from descentlab.worker.whole_frame import whole_frame

#: Media type of the frame that a page wraps into a snapshot; it never reaches a person as it is.
RECORD_TYPE = "application/x-descentlab-frame"


def export(session: Session, message: Message) -> None:
    """`what`: csv (of the view `view`, or of all), zarr, record or bibtex."""
    what = message["what"]
    if what not in KINDS:
        raise LabError(f"export: expected one of {', '.join(KINDS)}; found {what!r}.")
    session.files.append(KINDS[what](session, message))


def _csv(session: Session, message: Message) -> File:
    known = {view.id: view for view in session.exhibit.views}
    wanted = message.get("view")
    if wanted is not None and wanted not in known:
        raise LabError(f"export: expected a view among {', '.join(known)}; found {wanted!r}.")
    views = [known[wanted]] if wanted is not None else list(known.values())
    files: dict[str, bytes] = {}
    for view in views:
        try:
            files |= _view_tables(session, view)
        except LabError:
            if wanted is not None:
                raise
    if not files:
        raise LabError("Expected recorded numbers to write; found none yet. Step the run first.")
    if len(files) == 1:
        ((path, body),) = files.items()
        return File(file_name(session.run, path.removesuffix(".csv"), ".csv"), "text/csv", body)
    name = file_name(session.run, str(wanted) if wanted is not None else "all-views", ".csv.zip")
    return File(name, "application/zip", zipped(files))


def _view_tables(session: Session, view: View) -> dict[str, bytes]:
    runs = branches(session)
    names = series_of(view, session.run.trace.specs)
    found = tables(runs, names, view.title, session.share())
    return {
        f"{view.id}-{name}.csv" if name else f"{view.id}.csv": text.encode()
        for name, text in found.items()
    }


def branches(session: Session) -> dict[str, Run]:
    """The runs by the names of their branches; of several with one name each is told apart."""
    runs: dict[str, Run] = {}
    for branch in session.branches:
        name, again = branch.name, 1
        while name in runs:
            again += 1
            name = f"{branch.name} ({again})"
        runs[name] = branch.run
    return runs


def _zarr(session: Session, message: Message) -> File:
    body = record_zip(session.run, session.share())
    return File(file_name(session.run, "", ".zarr.zip"), "application/zip", body)


def _record(session: Session, message: Message) -> File:
    name = file_name(session.run, "snapshot", ".html")
    return File(name, RECORD_TYPE, whole_frame(session))


def _bibtex(session: Session, message: Message) -> File:
    from descentlab.references import bibtex

    text = bibtex(session.exhibit)
    return File(f"{session.exhibit.id}.bib", "application/x-bibtex", text.encode())


KINDS: dict[str, Callable[[Session, Message], File]] = {
    "csv": _csv,
    "zarr": _zarr,
    "record": _record,
    "bibtex": _bibtex,
}
HANDLERS: Handlers = {"export": export}
#: Refused while a link is being replayed.
STEERING = {"export"}
