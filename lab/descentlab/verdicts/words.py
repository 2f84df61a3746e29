"""Numbers of a verdict in words, the same wherever they are shown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from descentlab.verdicts.judging import Spread


def figure(value: float) -> str:
    """Three significant figures, with a minus sign: 0.0312, 1,240, −3.1e-07."""
    if math.isnan(value):
        return "not measured"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size and not 1e-4 <= size < 1e6:
        text = f"{value:.2e}"
    elif size >= 999.5:
        text = f"{round(value, 2 - math.floor(math.log10(size))):,.0f}"
    else:
        text = f"{value:.3g}"
    return text.replace("-", "−")


def spread(found: Spread, seeds: int) -> str:
    """Mean ± sample standard deviation; of how many seeds, where not of all."""
    if not found.count:
        return "not measured"
    text = figure(found.mean)
    if math.isfinite(found.deviation):
        text += f" ± {_rounded(found)}"
    return text if found.count == seeds else f"{text} ({tally(found.count, seeds)})"


def tally(count: int, seeds: int) -> str:
    """2 of 3 seeds."""
    return f"{count} of {seeds} {'seed' if seeds == 1 else 'seeds'}"


def seconds(value: float) -> str:
    """CPU seconds: 0.4 s, 12 s, 3.5 min."""
    if value < 90:
        return f"{value:.2g} s" if value < 10 else f"{value:.0f} s"
    return f"{value / 60:.1f} min"


def _rounded(found: Spread) -> str:
    """The deviation, two figures: more would be noise of its own. What is but rounding is 0."""
    size = found.deviation
    if size <= 1e-9 * abs(found.mean):
        return "0"
    if not 1e-4 <= size < 1e6:
        return f"{size:.1e}".replace("-", "−")
    return f"{size:,.0f}" if size >= 10 else f"{size:.2g}"
