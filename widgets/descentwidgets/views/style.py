"""What all figures share: colours that colour-blind people tell apart, sizes, axes."""

from __future__ import annotations

from typing import Any

import holoviews as hv
import numpy as np

# Okabe and Ito (2008), without yellow and black, which vanish on a light or a dark ground.
BRANCHES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
GREY = "#777777"
INK = "#808080"  # of words: read on a light ground and on a dark one
DASHES = ("solid", "dashed", "dotted", "dotdash")
# Value axes are named after their view, so that a layout of several does not link them.
# A free tool would start dragging at the first scroll of a notebook.
SIZE: dict[str, Any] = {"width": 520, "height": 320, "active_tools": [], "show_grid": True}


def colour(number: int) -> str:
    """The colour of branch `number`."""
    return BRANCHES[number % len(BRANCHES)]


def axis(label: str, unit: str) -> str:
    """An axis label with its unit in brackets, if there is one."""
    return f"{label} [{unit}]" if unit else label


def drawable(values: np.ndarray, log: bool) -> np.ndarray:
    """`values` with gaps where they cannot be drawn: not finite, or not positive on a log axis."""
    fit = np.isfinite(values) & (values > 0) if log else np.isfinite(values)
    return np.where(fit, values, np.nan)


def cursor_line(cursor: int | None) -> list[Any]:
    """A thin line at the cursor's step, where there is a cursor."""
    return [] if cursor is None else [hv.VLine(cursor).opts(color=GREY, line_width=1)]
