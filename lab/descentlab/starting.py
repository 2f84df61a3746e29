"""Starting a run by name."""

from __future__ import annotations

from typing import Any

from descentlab.catalog import load
from descentlab.exhibit import Exhibit
from descentlab.runs.run import Run


def start(exhibit: str | Exhibit, **settings: Any) -> Run:
    """A run of an exhibit at step 0, with `settings` changed from their defaults.

    Raises LabError when there is no such exhibit or setting, or a value is out of its range.
    """
    exhibit = load(exhibit) if isinstance(exhibit, str) else exhibit
    return Run(exhibit, exhibit.settings().with_(**settings))
