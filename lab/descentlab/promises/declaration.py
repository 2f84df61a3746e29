"""The declaration is plain data and complete: what is drawn is recorded, what is set exists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

from descentlab.errors import LabError
from descentlab.exhibit import Exhibit
from descentlab.spec import exhibit_spec
from descentlab.view import Kind

#: Options of views that name a further series.
SERIES_OPTIONS = {
    "threshold",
    "residuals",
    "error",
    "outliers",
    "eigenvalues",
    "model",
    "marks",
    "trace",
    "ellipse",
    "ellipse_at",
    "background",
    "paths",
}
#: What no exhibit leaves empty, and what it is.
WANTED = {
    "title": "a name as on the door",
    "claim": "one sentence that can be wrong",
    "paper": "who says so, in what year",
}


def declaration(exhibit: Exhibit) -> list[str]:
    """What is missing in the declaration, or names something that is not there."""
    try:
        spec = json.loads(json.dumps(exhibit_spec(exhibit), allow_nan=False))
    except (TypeError, ValueError) as error:
        return [f"it cannot be sent to a page as plain data: {error}"]
    faults = [f"{key} is empty: expected {what}" for key, what in WANTED.items() if not spec[key]]
    if not exhibit.id.isidentifier():
        faults.append(f"id: expected letters, digits and _; found {exhibit.id!r}")
    if not spec["settings"]:
        faults.append("it has no settings: expected one at least to steer by")
    faults += [f"the setting {s['name']} has no label" for s in spec["settings"] if not s["label"]]
    if not exhibit.views:
        faults.append("it has no views")
    return [*faults, *_views(exhibit, spec), *_asked(exhibit)]


def _views(exhibit: Exhibit, spec: dict[str, Any]) -> Iterator[str]:
    sent = {s["name"] for s in (*spec["series"], *spec["arrays"])}
    for view in spec["views"]:
        if view["kind"] not in get_args(Kind):
            kinds = ", ".join(get_args(Kind))
            yield f"view {view['id']}: expected a kind among {kinds}; found {view['kind']!r}"
        if not view["help"]:
            yield f"view {view['id']}: help is empty; expected how to read it"
        named = {*view["series"], *(view[o] for o in SERIES_OPTIONS & view.keys())} - {""}
        for name in sorted(named - sent):
            yield f"view {view['id']} draws {name!r}, which no measurement records"
        for name in view["series"] if view["kind"] == "matrix" else ():
            if name in {s["name"] for s in spec["series"]}:
                yield (
                    f"view {view['id']}: a matrix draws a reading as a whole; give the series "
                    f"{name!r} whole=True"
                )
    drawn = {view.id for view in exhibit.views}
    for name in sorted({step.view for step in exhibit.story} - drawn - {""}):
        yield f"the story points at a view {name!r} that is not there"
    if exhibit.picture and exhibit.picture not in drawn:
        yield f"picture names a view {exhibit.picture!r} that is not there"


def _asked(exhibit: Exhibit) -> Iterator[str]:
    """Settings that presets, story and negative controls ask for."""
    named = [(f"the preset {p.name!r}", p.settings) for p in exhibit.presets]
    named += [(f"the step {s.title!r}", s.settings) for s in exhibit.story]
    named += [("a negative control", c.settings) for c in exhibit.negative_controls]
    if not exhibit.presets:
        yield "it has no presets: expected the defaults at least, as Preset('default', {})"
    for who, settings in named:
        try:
            exhibit.settings().with_(**settings)
        except LabError as error:
            yield f"{who}: {error}"
