"""Framing: what changed in a session since the last frame, packed for the screen."""

from __future__ import annotations

from typing import Any

import numpy as np

from descentlab.frames import Payload, pack
from descentlab.runs.trace import Change
from descentlab.worker.branch import Branch, describe_command
from descentlab.worker.planes import Picture
from descentlab.worker.session import Session


class Framer:
    """Builds frames; remembers which version of the session the screen has been told."""

    def __init__(self) -> None:
        self.number = 0
        self._version = -1
        self._playing_step = (False, -1)

    def has_news(self, session: Session) -> bool:
        """Whether a frame built now would say anything new."""
        standing = (session.playing, session.run.step)
        fresh = any(b.shelf.news or b.rest.fresh for b in session.branches)
        changed = session.version != self._version
        return bool(changed or session.messages or fresh or standing != self._playing_step)

    def frame(self, session: Session) -> bytes:
        """The next frame. Marks everything in it as told."""
        self.number += 1
        payload = Payload()
        header: dict[str, Any] = {
            "frame": self.number,
            "echo": session.echo,
            "gen": session.generation,
            "active": session.active,
            "status": _status(session),
        }
        if session.version != self._version:
            header["branches"] = [b.described() for b in session.branches]
            header["log"] = _log(session)
            header["share"] = session.share()
            self._version = session.version
        if session.messages:
            header["messages"], session.messages = session.messages, []
        blocks: list[dict[str, Any]] = []
        for index in range(len(session.branches)):
            blocks += _blocks(session, index, payload)
        header["blocks"] = blocks
        self._playing_step = (session.playing, session.run.step)
        return pack(header, payload)


def _status(session: Session) -> dict[str, Any]:
    run = session.run
    state, text = "ok", ""
    if session.restoring:
        state, text = "restoring", f"replaying the link: step {run.step}"
    elif run.diverged:
        state = "diverged"
        text = (
            f"Diverged at step {run.step}: the loss is beyond what a float32 can hold. "
            "Fork from an earlier step with a smaller η, or reset."
        )
    return {
        "playing": session.playing,
        "step": run.step,
        "speed": session.pace.speed,
        "rate": round(session.pace.rate, 1) if session.moving else 0,
        "state": state,
        "text": text,
    }


def _log(session: Session) -> list[dict[str, Any]]:
    entries = [{"branch": 0, "step": 0, "text": note} for note in session.notes]
    for index, branch in enumerate(session.branches):
        if branch.parent is not None:
            text = f"forked from {session.branches[branch.parent].name}"
            entries.append({"branch": index, "step": branch.fork_step, "text": text})
        entries += [
            {"branch": index, "step": c.step, "text": describe_command(c, branch.run)}
            for c in branch.own_commands()
        ]
    return entries


def _blocks(session: Session, index: int, payload: Payload) -> list[dict[str, Any]]:
    branch = session.branches[index]
    changes = branch.feed.take()
    hold = index == session.active and branch.shelf.waiting
    blocks = [
        _plane(session, index, picture, payload) for picture in branch.shelf.unsent(hold=hold)
    ]
    if not hold:
        changes += branch.place_feed.take()
    blocks += [_series(index, change, payload) for change in changes]
    return blocks + _densities(branch, index, payload)


def _series(index: int, change: Change, payload: Payload) -> dict[str, Any]:
    values = change.values.reshape(len(change.steps), -1)
    rows = np.column_stack([change.steps, values])
    return {
        "type": "series",
        "branch": index,
        "name": change.name,
        "start": change.start,
        "rows": len(rows),
        "cols": values.shape[1],
        "at": payload.add(rows),
    }


def _plane(session: Session, index: int, picture: Picture, payload: Payload) -> dict[str, Any]:
    landscape, field = picture.landscape, picture.field
    plane = landscape.plane
    block: dict[str, Any] = {
        "type": "plane",
        "branch": index,
        "step": picture.base_step,
        "kind": plane.kind,
        "labels": list(plane.labels),
        "window": [float(edge) for edge in plane.window],
        "hidden": round(landscape.hidden, 4),
        "nx": 0,
        "ny": 0,
    }
    if field is not None:
        block["nx"], block["ny"] = len(field.x), len(field.y)
        block["error"] = float(field.error) if np.isfinite(float(field.error)) else None
        block["evaluations"] = field.evaluations
        block["at"] = payload.add(field.values.cpu().numpy())
    block["trails"] = [
        _trail(other, b, picture, payload) for other, b in enumerate(session.branches)
    ]
    return block


def _trail(index: int, branch: Branch, picture: Picture, payload: Payload) -> dict[str, Any]:
    """The past of a branch, as known when the plane was laid, projected onto the plane."""
    own = picture in branch.shelf.pictures
    landscape = picture.landscape if own else branch.run.artefact("landscape")
    trail, plane = landscape.trail, picture.landscape.plane
    places = (trail.weights() - plane.origin) @ plane.axes.T
    rows = np.column_stack([trail.steps, places.cpu().double().numpy()])
    return {"branch": index, "rows": len(rows), "at": payload.add(rows)}


def _densities(branch: Branch, index: int, payload: Payload) -> list[dict[str, Any]]:
    """The densities measured since the last frame, recorded or at rest."""
    changes = {change.name: change for change in branch.wide_feed.take()}
    found: list[tuple[int, np.ndarray, np.ndarray]] = []
    if {"density", "density_x"} <= changes.keys():
        density, grid = changes["density"], changes["density_x"]
        found += zip(density.steps, grid.values, density.values, strict=True)
    if branch.rest.fresh:
        found += [
            (branch.run.step, reading["density_x"], reading["density"])
            for reading in branch.rest.readings.values()
            if "density" in reading
        ]
        branch.rest.fresh = False
    return [_density(branch, index, int(step), x, y, payload) for step, x, y in found]


def _density(
    branch: Branch, index: int, step: int, x: np.ndarray, y: np.ndarray, payload: Payload
) -> dict[str, Any]:
    """A density with the top eigenvalues of its step, which it was measured without."""
    outliers = branch.run.trace.series("eigenvalues").at(step)
    outliers = outliers[np.isfinite(outliers)]
    return {
        "type": "density",
        "branch": index,
        "step": step,
        "n": len(x),
        "outliers": len(outliers),
        "at": payload.add(np.concatenate([x, y, outliers])),
    }
