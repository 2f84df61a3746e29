"""Runs with and without planted examples, side by side."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from descentkernels.stability import alternating_part
from torch import from_numpy

from descentlab.runs.run import Run

#: Where the planted examples are taken out of a run, and how long it is watched then.
REMOVED, WATCHED = 30, 10


def sharpening_by_outliers(runs: Mapping[str, Run]) -> dict[str, float]:
    """How soon runs come to their edge with the planted examples and without them.

    `planted`, `clean` (none planted), `quiet` (the wrong labels without the loud feature) and
    `agreeing` (the loud feature with one label for all) are the same run otherwise; `no hidden
    layer` is linear in its weights. The step at the edge is the first one there after the first
    below it; a run that never comes counts its length.
    """
    planted, flat = runs["planted"], _ratio(runs["no hidden layer"])
    steps = {name: _at_the_edge(run) for name, run in runs.items()}
    without = planted.fork(REMOVED, outlier_weight=0.0)
    without.advance(WATCHED)
    later = slice(REMOVED + 1, REMOVED + WATCHED + 1)
    left_in, taken_out = (float(_ratio(run)[later].mean()) for run in (planted, without))
    return {
        "steps to the edge, clean over planted": steps["clean"] / steps["planted"],
        "steps to the edge, quiet over planted": steps["quiet"] / steps["planted"],
        "steps to the edge, agreeing over planted": steps["agreeing"] / steps["planted"],
        "steps to the edge, planted": steps["planted"],
        "steps to the edge, clean": steps["clean"],
        "sharpness over the edge, left in": left_in,
        "sharpness over the edge, taken out at step 30": taken_out,
        "sharpness taken out, over that left in": taken_out / left_in,
        "largest over smallest sharpness without a hidden layer": float(flat.max() / flat.min()),
    }


def spikes_of_outliers(runs: Mapping[str, Run]) -> dict[str, float]:
    """The highest rise of the loss above its lowest so far, and whose losses it is made of.

    The share of the rise is that of the planted groups' losses in the overall mean; a fall of the
    other examples' loss meanwhile makes it more than one.
    """
    planted, clean = runs["planted"], runs["clean"]
    low, high = _spike(planted)
    loss = planted.trace.series("loss").values
    group = planted.trace.series("group_losses").values
    sizes = [len(members) for members in planted.problem.groups.values()]
    parts = np.array(sizes) / len(planted.problem.classes) * (group[high, :2] - group[low, :2])
    rise = loss[high] - loss[low]
    rose, fell = (group[high, :2] / group[low, :2])[np.argsort(-parts)]
    other, calm = clean.trace.series("loss").values, _spike(clean)
    return {
        "spike: loss over its lowest before": float(loss[high] / loss[low]),
        "share of the rise in the planted groups": float(parts.sum() / rise) if rise else np.nan,
        "one group's loss in the spike, over that before": float(rose),
        "the other group's loss in the spike, over that before": float(fell),
        "largest sharpness over the edge before the spike": float(
            _ratio(planted)[: high + 1].max()
        ),
        "the same spike without planted examples": float(other[calm[1]] / other[calm[0]]),
    }


def adam_on_outliers(runs: Mapping[str, Run]) -> dict[str, float]:
    """The lowest loss that each optimizer ends at over its learning rates, by runs' names.

    Names are `planted` or `clean`, the optimizer and a number: "planted, adam 1".
    """
    best = {
        (data, optimizer): min(
            float(run.trace.series("loss").values[-1])
            for name, run in runs.items()
            if name.startswith(f"{data}, {optimizer}") and not run.diverged
        )
        for data in ("planted", "clean")
        for optimizer in ("descent", "adam")
    }
    gain = {data: best[data, "descent"] / best[data, "adam"] for data in ("planted", "clean")}
    swings = [_swing(runs[f"planted, {optimizer} 1"]) for optimizer in ("descent", "adam")]
    return {
        "loss of gradient descent over Adam's, planted": gain["planted"],
        "loss of gradient descent over Adam's, clean": gain["clean"],
        "advantage with planted examples over that without": gain["planted"] / gain["clean"],
        "swing of the groups, gradient descent over Adam": swings[0] / swings[1],
    }


def _ratio(run: Run) -> np.ndarray:
    values = run.trace.series("eigenvalues").values[:, 0]
    return values / run.trace.series("threshold").values


def _at_the_edge(run: Run) -> float:
    ratio = _ratio(run)
    below = np.flatnonzero(ratio < 1)
    start = int(below[0]) if len(below) else 0
    reached = np.flatnonzero(ratio[start:] >= 1)
    return float(start + reached[0]) if len(reached) else float(len(ratio))


def _spike(run: Run) -> tuple[int, int]:
    """The steps of the lowest loss before, and of the loss that is highest above its lowest."""
    loss = run.trace.series("loss").values
    high = int((loss / np.minimum.accumulate(loss)).argmax())
    return int(loss[: high + 1].argmin()), high


def _swing(run: Run) -> float:
    """Root mean square of what alternates in the groups' losses, over the second half."""
    losses = run.trace.series("group_losses").values
    before, now, after = (
        from_numpy(losses[len(losses) // 2 + i : len(losses) - 2 + i, :2]) for i in range(3)
    )
    return float(alternating_part(before, now, after).square().mean().sqrt())
