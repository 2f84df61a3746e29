"""An exhibit as plain JSON data: what the page needs to draw its controls and views."""

from __future__ import annotations

from typing import Any

from descentlab.catalog import load
from descentlab.datasets.adapting import taken
from descentlab.exhibit import Exhibit
from descentlab.formulas import formulas_of
from descentlab.frames import streamed
from descentlab.measurement import SeriesSpec
from descentlab.settings import Choice, Setting, describe
from descentlab.view import View


def exhibit_spec(exhibit: Exhibit | str) -> dict[str, Any]:
    """The declaration of `exhibit` (or of the exhibit with that id) for the stage."""
    exhibit = load(exhibit) if isinstance(exhibit, str) else exhibit
    spec: dict[str, Any] = {
        "exhibit": exhibit.id,
        "title": exhibit.title,
        "claim": exhibit.claim,
        "paper": exhibit.paper,
        "takes_data": list(taken(exhibit.problem, exhibit.settings)),
        "settings": [_setting(s) for s in describe(exhibit.settings)],
        "presets": [{"name": p.name, "settings": dict(p.settings)} for p in exhibit.presets],
        "series": [_series(s) for s in exhibit.series if streamed(s)],
        "arrays": [_array(s) for s in _arrays(exhibit)],
        "views": [_view(v) for v in exhibit.views],
        "story": [
            {
                "title": s.title,
                "text": s.text,
                "settings": dict(s.settings),
                "restart": s.restart,
                "view": s.view,
            }
            for s in exhibit.story
        ],
    }
    return {**spec, "formulas": formulas_of(spec)}


def _setting(setting: Setting) -> dict[str, Any]:
    info = setting.info
    shown = {
        "name": setting.name,
        "label": info.label,
        "help": info.help,
        "live": info.live,
        "group": info.group,
        "default": setting.default,
    }
    if isinstance(setting.domain, Choice):
        return {**shown, "type": "choice", "values": list(setting.domain.values)}
    domain = setting.domain
    return {
        **shown,
        "type": "int" if setting.type is int else "float",
        "low": domain.low,
        "high": domain.high,
        "log": domain.log,
        "unit": domain.unit,
    }


def _series(spec: SeriesSpec) -> dict[str, Any]:
    columns = list(spec.columns) or [spec.name]
    return {
        "name": spec.name,
        "label": spec.label,
        "unit": spec.unit,
        "cols": len(columns),
        "columns": columns,
        "log": spec.log,
        **_said(spec),
    }


def _said(spec: SeriesSpec) -> dict[str, str]:
    """What a read-out of the series tells on request."""
    said = {"meaning": spec.meaning, "formula": spec.formula, "source": spec.source}
    return {key: text for key, text in said.items() if text}


def _arrays(exhibit: Exhibit) -> list[SeriesSpec]:
    """The series that reach the screen reading by reading: wide ones, and those taken at rest."""
    wide = [s for s in exhibit.series if not streamed(s)]
    at_rest = [s for m in exhibit.extras for s in m.series]
    return list({s.name: s for s in (*wide, *at_rest)}.values())


def _array(spec: SeriesSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "label": spec.label,
        "unit": spec.unit,
        "log": spec.log,
        "dims": [dim for dim, _ in spec.dims],
        "shape": list(spec.shape),
        "columns": list(spec.columns),
        **_said(spec),
    }


def _view(view: View) -> dict[str, Any]:
    return {
        "id": view.id,
        "kind": view.kind,
        "title": view.title,
        "series": list(view.series),
        "help": view.help,
        **view.options,
    }
