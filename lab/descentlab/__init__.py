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
    from descentlab import datasets, verdicts
    from descentlab.catalog import list_exhibits, load
    from descentlab.errors import LabError
    from descentlab.exhibit import Exhibit, Verdict
    from descentlab.exploring import explore
    from descentlab.index import list_runs
    from descentlab.planning import plan
    from descentlab.promises import try_exhibit
    from descentlab.record import open
    from descentlab.runs.run import Run
    from descentlab.spec import exhibit_spec
    from descentlab.starting import start as run
    from descentlab.sweeps import sweep
    from descentlab.watching import watch

__all__ = [
    "Exhibit",
    "LabError",
    "Run",
    "Verdict",
    "datasets",
    "exhibit_spec",
    "explore",
    "list_exhibits",
    "list_runs",
    "load",
    "open",
    "plan",
    "run",
    "sweep",
    "try_exhibit",
    "verdicts",
    "watch",
]

# Loaded when asked for: the server starts the process that loads torch before it needs it itself.
_HOMES = {
    "Exhibit": ("exhibit", "Exhibit"),
    "LabError": ("errors", "LabError"),
    "Run": ("runs.run", "Run"),
    "Verdict": ("exhibit", "Verdict"),
    "datasets": ("datasets", ""),
    "exhibit_spec": ("spec", "exhibit_spec"),
    "explore": ("exploring", "explore"),
    "list_exhibits": ("catalog", "list_exhibits"),
    "load": ("catalog", "load"),
    "open": ("record", "open"),
    "plan": ("planning", "plan"),
    "run": ("starting", "start"),
    "list_runs": ("index", "list_runs"),
    "sweep": ("sweeps", "sweep"),
    "try_exhibit": ("promises", "try_exhibit"),
    "verdicts": ("verdicts", ""),
    "watch": ("watching", "watch"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    found = import_module(f"{__name__}.{module}")
    return getattr(found, attribute) if attribute else found
