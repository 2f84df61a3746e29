"""Descent Lab: objectives, processes, measurements, runs and exhibits, without a screen.

>>> import descentlab
>>> run = descentlab.run("edge_of_stability", lr=0.3)
>>> run.advance(100)
100
>>> table = run.trace.to_pandas()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from descentlab import datasets
    from descentlab.catalog import list_exhibits, load
    from descentlab.errors import LabError
    from descentlab.exhibit import Exhibit, Verdict
    from descentlab.runs.run import Run
    from descentlab.spec import exhibit_spec
    from descentlab.starting import start as run

__all__ = [
    "Exhibit",
    "LabError",
    "Run",
    "Verdict",
    "datasets",
    "exhibit_spec",
    "list_exhibits",
    "load",
    "run",
]

# Loaded when asked for: the server starts the process that loads torch before it needs it itself.
_HOMES = {
    "Exhibit": ("exhibit", "Exhibit"),
    "LabError": ("errors", "LabError"),
    "Run": ("runs.run", "Run"),
    "Verdict": ("exhibit", "Verdict"),
    "datasets": ("datasets", ""),
    "exhibit_spec": ("spec", "exhibit_spec"),
    "list_exhibits": ("catalog", "list_exhibits"),
    "load": ("catalog", "load"),
    "run": ("starting", "start"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    found = import_module(f"{__name__}.{module}")
    return getattr(found, attribute) if attribute else found
