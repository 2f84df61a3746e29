"""Blocks: the parts of a frame that carry numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from descentkernels import Plane

from descentlab.fields import FIELDS
from descentlab.frames import Payload
from descentlab.measurements.trail import Trail
from descentlab.runs.trace import Change
from descentlab.worker.branch import Branch
from descentlab.worker.planes import Picture
from descentlab.worker.session import Session

Block = dict[str, Any]


def blocks_of(session: Session, index: int, payload: Payload) -> list[Block]:
    """What is new of the branch at `index`; its numbers go to `payload`."""
    branch = session.branches[index]
    changes = branch.feed.take()
    hold = index == session.active and branch.shelf.waiting
    blocks = [
        _plane(session, index, picture, payload) for picture in branch.shelf.unsent(hold=hold)
    ]
    if not hold:
        changes += branch.place_feed.take()
    blocks += [_series(index, change, payload) for change in changes]
    return [*blocks, *_recorded(branch, index, payload), *_at_rest(branch, index, payload)]


def _series(index: int, change: Change, payload: Payload) -> Block:
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


def _recorded(branch: Branch, index: int, payload: Payload) -> Iterator[Block]:
    """The readings of wide series, each whole."""
    for change in branch.wide_feed.take():
        for at, (step, values) in enumerate(zip(change.steps, change.values, strict=True)):
            yield _array(index, change.name, int(step), change.start + at, values, payload)


def _at_rest(branch: Branch, index: int, payload: Payload) -> Iterator[Block]:
    """What was read while the run stands still. It is not recorded: row −1."""
    if branch.rest.fresh:
        branch.rest.fresh = False
        for reading in branch.rest.readings.values():
            for name, values in reading.items():
                yield _array(index, name, branch.run.step, -1, np.asarray(values), payload)


def _array(
    index: int, name: str, step: int, row: int, values: np.ndarray, payload: Payload
) -> Block:
    return {
        "type": "array",
        "branch": index,
        "name": name,
        "step": step,
        "row": row,
        "rest": row < 0,
        "shape": list(values.shape),
        "at": payload.add(values),
    }


def _plane(session: Session, index: int, picture: Picture, payload: Payload) -> Block:
    landscape, field = picture.landscape, picture.field
    plane = landscape.plane
    block: Block = {
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
        kind = FIELDS[picture.shows]
        block["field"], block["field_label"], block["log"] = picture.shows, kind.label, kind.log
        block["nx"], block["ny"] = len(field.x), len(field.y)
        block["error"] = float(field.error) if np.isfinite(float(field.error)) else None
        block["evaluations"] = field.evaluations
        block["method"] = field.method
        block["at"] = payload.add(field.values.cpu().numpy())
    # The runs of another link may be of a network of another size: it has no place in the plane.
    block["trails"] = [
        _trail(other, b, picture, payload)
        for other, b in enumerate(session.branches)
        if b.run.w.numel() == plane.origin.numel()
    ]
    block["beside"] = [
        {"label": name, **_path(past, plane, payload)} for name, past in landscape.others
    ]
    return block


def _trail(index: int, branch: Branch, picture: Picture, payload: Payload) -> Block:
    """The past of a branch, as known when the plane was laid, projected onto the plane."""
    own = picture in branch.shelf.pictures
    landscape = picture.landscape if own else branch.run.artefact("landscape")
    return {"branch": index, **_path(landscape.trail, picture.landscape.plane, payload)}


def _path(trail: Trail, plane: Plane, payload: Payload) -> Block:
    places = plane.coordinates(trail.weights())
    rows = np.column_stack([trail.steps, places.cpu().double().numpy()])
    return {"rows": len(rows), "at": payload.add(rows)}
