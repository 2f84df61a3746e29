"""Selection: which recorded series a view is drawn from."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from descentlab.view import View

#: Series that views of these kinds read without naming them.
UNNAMED = {
    "landscape": ("plane_xy", "plane_distance", "loss"),
    "surface": ("plane_xy", "plane_distance", "loss"),
    "eigenvalues": ("eigenvalues", "threshold"),
    "density": ("density_x", "density", "threshold"),
    "density_map": ("density_x", "density"),
}


def series_of(view: View, known: Collection[str]) -> tuple[str, ...]:
    """The series among `known` that `view` shows, in the order it names them."""
    named = [*view.series, *_texts(view.options)]
    if not view.series and view.id in known:
        named.insert(0, view.id)
    named += UNNAMED.get(view.kind, ())
    return tuple(dict.fromkeys(name for name in named if name in known))


def _texts(value: Any) -> Iterator[str]:
    """Every text in an option, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
