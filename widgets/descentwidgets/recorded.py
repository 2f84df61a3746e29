"""A session around a run that was made without one, such as in a notebook."""

from __future__ import annotations

from descentlab.runs.run import Run
from descentlab.worker.branch import Branch
from descentlab.worker.session import Session


def session_of(what: Run | Session) -> Session:
    """`what` itself, or a session whose only branch is that run as it stands."""
    if isinstance(what, Session):
        return what
    session = Session(what.exhibit, what.initial)
    branch = session.branches[0]
    if what.artefact("landscape") is None:
        session.branches = [Branch(what, branch.name)]
        return session
    branch.run.follow(what.commands)
    branch.note_plane()
    while branch.run.step < what.step and branch.advance():
        pass
    return session
