"""Does the central flow predict where the oscillating optimizer goes?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: The central flow's distance from the midpoint, as a share of the stable flow's.
DISTANCE = 0.10
#: How far effective eigenvalues may stand from 2, the predicted mean loss from the measured one,
#: and Σ's eigenvalues from the measured variances.
EDGE, LOSS, VARIANCE = 0.01, 0.05, 0.15
#: Steps at the edge below which there is nothing to hold against the claim.
LEAST = 30


def central_flow(trace: Trace, settings: Settings) -> Verdict:
    """Cohen, Damian, Talwalkar, Kolter & Lee (2025), held against the run.

    From the first step at which the central flow's effective sharpness is 1.99: (a) at the last
    step the central flow is at most 10 % as far from the midpoint as the stable flow; (b) its
    effective sharpness stays within 1 % of 2 while it is at the edge; (c) the mean of the run's
    loss is predicted to 5 %; (d) the variance of the swing over all directions
    to 15 %. Means are over all steps since.
    """
    sharp = trace.series("flow_sharpness").values[:, 1]
    far = trace.series("flow_distances").values
    losses, swing = trace.series("flow_losses").values, trace.series("swing_total").values
    expected = (
        f"at the edge the central flow is at most {DISTANCE:.0%} as far from the midpoint as the "
        f"stable flow, its sharpness within {EDGE:.0%} of 2, the mean loss predicted to {LOSS:.0%} "
        f"and the swing's variance to {VARIANCE:.0%}"
    )
    if not np.isfinite(losses[:, 0]).all():
        why = f"the run diverged at step {trace.last_step()}"
        return Verdict(False, {"steps": float(trace.last_step())}, expected, why)
    reached = np.flatnonzero(sharp >= 1.99)
    first = int(reached[0]) if len(reached) else len(sharp)
    at_edge = slice(first, None)
    if len(sharp) - first < LEAST:
        why = (
            f"the central flow was at the edge for {len(sharp) - first} steps only; at least "
            f"{LEAST} are needed"
        )
        return Verdict(False, {"largest effective sharpness": float(sharp.max())}, expected, why)
    share = float(far[-1, 0] / far[-1, 1])
    # the flow may leave the edge for a while; what counts is that it is not above or just short
    held = sharp[at_edge]
    edge = float(np.abs(held[held > 1.9] / 2 - 1).max())
    predicted, measured_loss = losses[at_edge, 4].mean(), losses[at_edge, 0].mean()
    loss = float(abs(predicted / measured_loss - 1))
    # both are running means of the same window already: compare what they add up to
    ours, theirs = np.nansum(swing[at_edge], axis=0)
    variance = float(abs(ours / theirs - 1)) if theirs else float("nan")
    measured = {
        "steps at the edge": float(len(sharp) - first),
        "central flow's distance over the stable flow's": share,
        "largest |S_eff/2 − 1| of the central flow at the edge": edge,
        "mean loss at the edge, measured": float(measured_loss),
        "mean loss at the edge, predicted": float(predicted),
        "relative error of the predicted mean loss": loss,
        "relative error of the predicted variance": variance,
    }
    faults = []
    if not share <= DISTANCE:
        faults.append(
            f"the central flow is {share:.0%} as far from the midpoint as the stable flow"
        )
    if not edge <= EDGE:
        faults.append(f"the effective sharpness strayed {edge:.1%} from 2")
    if not loss <= LOSS:
        faults.append(f"the mean loss was predicted {loss:.0%} off")
    if not variance <= VARIANCE:
        faults.append(f"the variance of the swing was predicted {variance:.0%} off")
    why = "; ".join(faults) or (
        f"after {len(sharp) - first} steps at the edge the central flow is {share:.1%} as far from "
        f"the midpoint as the stable flow; mean loss predicted to {loss:.1%}, the swing's variance "
        f"to {variance:.0%}"
    )
    return Verdict(not faults, measured, expected, why)
