"""Starting a run by name."""

from __future__ import annotations

from typing import Any

from descentlab.catalog import load
from descentlab.datasets.adapting import suggested
from descentlab.datasets.dataset import Dataset
from descentlab.exhibit import Exhibit
from descentlab.runs.run import Run


def start(exhibit: str | Exhibit, *, data: Dataset | None = None, **settings: Any) -> Run:
    """A run of an exhibit at step 0, with `settings` changed from their defaults.

    `data` (from `descentlab.datasets.read`) takes the place of the digits where the exhibit's
    problem takes data; inputs that are few are then scaled to one standard deviation each, unless
    `input_norm` is given.

    Raises LabError when the exhibit takes no such data, when there is no such exhibit or setting,
    or a value is out of its range.
    """
    exhibit = load(exhibit) if isinstance(exhibit, str) else exhibit
    first = suggested(exhibit.settings, data) if data is not None else {}
    return Run(exhibit, exhibit.settings().with_(**{**first, **settings}), data=data)
