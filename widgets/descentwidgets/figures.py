"""`figure`: a recorded view as a HoloViews element, to look at, combine and export."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from descentkernels import Plane
from descentlab.errors import LabError
from descentlab.fields import FIELDS
from descentlab.measurements.trail import Trail
from descentlab.runs.run import Run
from descentlab.view import View

from descentwidgets.kernel import load_scripts
from descentwidgets.views.source import Source


def figure(source: Source, view: str | View = "", cursor: int | None = None, **results: Any) -> Any:
    """One view of recorded runs.

    `source` is a run, a trace, or a dict of them by branch name; all are drawn together. `view` is
    the id of one of the exhibit's views, or a `View` of your own (needed where only traces are
    given). `cursor` is the step to look at, the last one by default. `results` are passed to the
    renderer: `field` (descentkernels.Field) for a landscape or a surface, which is sampled anew
    otherwise, its `label` and `log` (whether it is shown on a log scale), `azimuth` and `elevation`
    for a surface, or `density` for a density.

    Raises LabError when the exhibit has no such view.
    """
    found = view if isinstance(view, View) else _declared(source, view)
    if found.kind in ("landscape", "surface"):
        results = {**_landscape(source, sampled="field" not in results), **results}
    load_scripts(holoviews=True)
    return import_module(f"descentwidgets.views.{found.kind}").hv(source, found, cursor, **results)


def _runs(source: Source) -> dict[str, Run]:
    branches = source if isinstance(source, Mapping) else {"main": source}
    return {name: branch for name, branch in branches.items() if isinstance(branch, Run)}


def _declared(source: Source, view: str) -> View:
    runs = list(_runs(source).values())
    if not runs:
        raise LabError(
            "figure: expected a run, whose exhibit declares its views; found a trace. Pass a "
            "View(id, kind, title, series) as the second argument."
        )
    views = {v.id: v for v in runs[0].exhibit.views}
    if view not in views:
        raise LabError(f"figure: expected a view among {', '.join(views)}; found {view!r}.")
    return views[view]


def _landscape(source: Source, sampled: bool) -> dict[str, Any]:
    """The plane the first run looks at, every run's past on that plane, and the field there."""
    runs = _runs(source)
    laid = {name: run.artefact("landscape") for name, run in runs.items()}
    laid = {name: landscape for name, landscape in laid.items() if landscape is not None}
    if not laid:
        return {}
    first = next(iter(laid))
    plane = laid[first].plane
    paths = {}
    for name, landscape in laid.items():
        paths[name] = _path(landscape.trail, plane)
        for beside, trail in landscape.others:
            paths[beside if len(laid) == 1 else f"{beside} ({name})"] = _path(trail, plane)
    found = {"plane": plane, "paths": paths, "hidden": laid[first].hidden}
    kind = FIELDS[getattr(runs[first].settings, "field", "loss")]
    found |= {"label": kind.label, "log": kind.log}
    return found | ({"field": runs[first].field()} if sampled else {})


def _path(trail: Trail, plane: Plane) -> tuple[Any, Any]:
    """The steps of a trail [n] and its coordinates in the plane [n, 2]."""
    return trail.steps, plane.coordinates(trail.weights()).cpu().double().numpy()
