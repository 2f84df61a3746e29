"""Aggregators: several gradients to one update, one rule a file, found by the file's name."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from ...errors import DescentError
from .base import PROMISES, Aggregator, Combined, Evidence, Weighting

__all__ = [
    "PROMISES",
    "Aggregator",
    "Combined",
    "Evidence",
    "Weighting",
    "aggregator_ids",
    "load_aggregator",
]


@cache
def aggregator_ids() -> tuple[str, ...]:
    """The names of the files here, in alphabetical order."""
    names = (m.name for m in pkgutil.iter_modules(__path__))
    return tuple(sorted(n for n in names if not n.startswith("_") and n != "base"))


def load_aggregator(name: str, **parameters: Any) -> Aggregator:
    """The aggregator declared in `aggregators/<name>.py`, with `parameters` in place of defaults.

    Raises DescentError, naming those there are, when it has no such name or no such parameter.
    """
    if name not in aggregator_ids():
        raise DescentError(
            f"expected an aggregator among {', '.join(aggregator_ids())}; found {name!r}."
        )
    aggregator: Aggregator = importlib.import_module(f"{__name__}.{name}").aggregator
    known = {f.name for f in fields(aggregator)} if is_dataclass(aggregator) else set()
    if unknown := parameters.keys() - known:
        raise DescentError(
            f"{name}: expected parameters among {', '.join(sorted(known)) or 'none at all'}; found "
            f"{', '.join(sorted(unknown))}."
        )
    return replace(aggregator, **parameters) if parameters else aggregator
