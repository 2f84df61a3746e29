"""Does the oscillation drive an adaptive optimizer to where it may take larger steps?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descentlab.runs.run import Run

#: Steps over which the optimizer's own are averaged: its step size swings with the gradient.
WINDOW = 20


def larger_steps(runs: Mapping[str, Run]) -> Mapping[str, float]:
    """The run `optimizer` against the run `without`, its central flow without the push.

    Both shorten their steps at the edge alike; only the first is driven to flatter ground. Read at
    the last step: effective step sizes, losses (the optimizer's at its midpoint), and 2/λ₁, the
    longest stable step, where the stable flow has come to; there λ₁ is the effective sharpness
    over the effective step size, P being a scalar (Cohen, Damian, Talwalkar, Kolter & Lee, 2025).
    """
    optimizer, without = runs["optimizer"].trace, runs["without"].trace
    steps = optimizer.series("effective_step").values
    taken, central, stable = float(steps[-WINDOW:, 0].mean()), *steps[-1, 1:].tolist()
    ablated = float(without.series("effective_step").values[-1, 0])
    loss = float(optimizer.series("flow_losses").values[-1, 1])
    floor = float(without.series("loss").values[-1])
    allowed = 2 * stable / float(optimizer.series("flow_sharpness").values[-1, 2])
    begun = np.flatnonzero(np.isfinite(steps[:, 1]))
    return {
        "step size at the end": taken,
        "step size when the flows part": float(steps[begun[0], 1]) if len(begun) else np.nan,
        "step size over that without the push": taken / ablated,
        "loss over that without the push": loss / floor,
        "error of the central flow's step size": abs(central / taken - 1),
        "step size over the longest stable one where the stable flow is": taken / allowed,
    }
