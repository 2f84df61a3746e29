"""View: what to draw, declared; widgets know how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "landscape",
    "surface",
    "curve",
    "eigenvalues",
    "density",
    "density_map",
    "layers",
    "profile",
    "matrix",
    "phase",
    "board",
    "images",
    "ghosts",
    "arrows",
    "cone",
    "vector_field",
]


@dataclass(frozen=True)
class View:
    """A picture of recorded series. It reads a trace and a cursor, and never computes."""

    id: str
    kind: Kind
    title: str
    series: tuple[str, ...] = ()
    help: str = ""  # how to read it
    options: dict[str, Any] = field(default_factory=dict)
