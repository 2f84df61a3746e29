"""How SAM-GS treats tasks of unequal scale, as numbers of its exhibits' runs."""

from __future__ import annotations

import math
from collections.abc import Mapping

from descentlab.runs.run import Run

WORSE = "the worse loss over that at the start, "


def balance(runs: Mapping[str, Run]) -> dict[str, float]:
    """Of each run: the worse task's loss at the end over the best that both can have.

    That best is sin²(φ/2) of the loss at the start, φ the angle of the first gradients.
    """
    found = {}
    for name, run in runs.items():
        best = math.sin(math.radians(run.settings.angle) / 2) ** 2
        measured = run.check().measured
        for title in ("SAM-GS", "mean"):
            found[f"{title}'s worse task over the best possible, {name}"] = (
                measured[WORSE + title] / best
            )
        found["SAM-GS's least cosine near opposite gradients of like length"] = next(
            value for key, value in measured.items() if key.startswith("least cosine")
        )
    return found


def arrivals(runs: Mapping[str, Run]) -> dict[str, float]:
    """From how many starts SAM-GS arrives, and how many more than the mean does."""
    (run,) = runs.values()
    measured = run.check().measured
    own, mean = (measured[f"starts that arrive, {title}"] for title in ("SAM-GS", "mean"))
    return {
        "starts that arrive, SAM-GS": own,
        "starts that arrive, mean": mean,
        "starts more than the mean": own - mean,
    }
