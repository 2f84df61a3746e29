"""Is there a collapse below r = 1, before and after the networks have converged?"""

from __future__ import annotations

import math

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.measurements._rays import FALL
from descentlab.problems._side_by_side import DIRECTIONS
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: A network counts as converged from this training loss down. A margin below π costs a loss of at
#: least log(1 + e^−π) = 0.042, so that at most a quarter of the examples have one.
CONVERGED = 0.01
#: A network has learned something from this accuracy on: below it there is little to lose.
LEARNED = 0.8


def phase_transition(trace: Trace, settings: Settings) -> Verdict:
    """Sao (2026): no network fails below r = 1. Half of it holds.

    1. All networks converge, and from then on no step with r = 0.5, 0.75 or 0.99 in any of the
       directions costs more than five points of training accuracy.
    2. Before that, a step of r = 0.99 along a head bias costs more than five points of an accuracy
       of at least 0.8: the counter-example.
    """
    expected = (
        f"no step below r = 1 costs a network with a loss below {CONVERGED} more than five points "
        "of accuracy in any direction tried; before, one does"
    )
    drops, names = trace.series("drops"), trace.specs["drops"].columns
    steps = trace.series("network_loss").steps
    loss, accuracy, costs, risk = (
        trace.series(name).values
        for name in ("network_loss", "network_accuracy", "bias_drop", "at_risk")
    )
    if not (np.isfinite(loss).all() and np.isfinite(drops.values).all()):
        why = f"a network or a step from it has left the finite numbers by step {steps[-1]}"
        return Verdict(False, {"steps": float(steps[-1])}, expected, why)
    late = loss <= CONVERGED
    read = late[np.searchsorted(steps, drops.steps)]  # [t, m] at the readings of `drops`
    after = np.where(read[..., None], drops.values, 0.0)  # [t, m, directions]
    ratio = trace.series("loss_ratio").values[read].max(initial=0.0)
    before = np.where(~late & (accuracy >= LEARNED), costs, 0.0)
    t, m = np.unravel_index(before.argmax(), before.shape)
    onsets = trace.series("onset").values[-1][late[-1]]
    measured = {
        "converged networks at the end": float(late[-1].sum()),
        "most accuracy lost below r = 1, converged": float(after.max()) if read.any() else math.nan,
        "most accuracy lost below r = 1, before": float(before.max()),
        "converged networks that collapse from r = 1 to 30": float((onsets >= 1).sum()),
        "least onset r, converged": float(np.nanmin(onsets, initial=math.inf)),
        "largest onset r, converged": float(np.nanmax(onsets, initial=0.0)),
        "largest loss ratio below r = 1, converged": float(ratio),
        "counter-example, step": float(steps[t]),
        "counter-example, accuracy before": float(accuracy[t, m]),
        "counter-example, accuracy after": float(accuracy[t, m] - costs[t, m]),
        "counter-example, share with a margin below π": float(risk[t, m]),
    }
    faults = [
        f"the {n} has not converged" for n, done in zip(names, late[-1], strict=True) if not done
    ]
    if after.max() > FALL:
        at, who, way = np.unravel_index(after.argmax(), after.shape)
        faults.append(
            f"the {names[who]}, converged, loses {after.max():.1%} at step {drops.steps[at]} along "
            f"{list(DIRECTIONS.values())[way][1]}"
        )
    if not before.max() > FALL:
        faults.append("no network on its way loses more than five points below r = 1")
    why = "; ".join(faults) or (
        f"once converged no network loses more than {after.max():.1%} below r = 1, though its loss "
        f"grows up to {ratio:.1f}-fold; but at step {steps[t]} a step of r = 0.99 along a head "
        f"bias takes the {names[m]} from {accuracy[t, m]:.3f} to "
        f"{accuracy[t, m] - costs[t, m]:.3f}"
    )
    return Verdict(not faults, measured, expected, why)
