"""Where text goes: results to standard output, everything else to standard error."""

from __future__ import annotations

from functools import cache

from rich.console import Console


@cache
def errors() -> Console:
    """Progress and messages. No markup: exhibits and errors may contain square brackets."""
    return Console(stderr=True, markup=False, highlight=False, emoji=False)


def output() -> Console:
    """Results."""
    return Console(markup=False, highlight=False, emoji=False)
