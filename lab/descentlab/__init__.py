"""Descent Lab: objectives, processes, measurements, runs and exhibits, without a screen.

>>> import descentlab
>>> run = descentlab.run("edge_of_stability", lr=0.3)
>>> run.advance(100)
>>> run.trace.to_pandas()
"""

from __future__ import annotations

from typing import Any

from descentlab.catalog import list_exhibits, load
from descentlab.errors import LabError
from descentlab.exhibit import Exhibit, Verdict
from descentlab.run import Run
from descentlab.spec import exhibit_spec

__all__ = [
    "Exhibit",
    "LabError",
    "Run",
    "Verdict",
    "exhibit_spec",
    "list_exhibits",
    "load",
    "run",
]


def run(exhibit: str | Exhibit, **settings: Any) -> Run:
    """A run of an exhibit at step 0, with `settings` changed from their defaults.

    Raises LabError when there is no such exhibit or setting, or a value is out of its range.
    """
    exhibit = load(exhibit) if isinstance(exhibit, str) else exhibit
    return Run(exhibit, exhibit.settings().with_(**settings))
