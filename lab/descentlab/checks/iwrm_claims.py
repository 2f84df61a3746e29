"""Training on every example's loss beside training on the mean, as numbers at the end."""

from __future__ import annotations

from collections.abc import Mapping

from descentlab.measurements.instance_wise import NETWORKS
from descentlab.runs.run import Run


def beside_the_mean(runs: Mapping[str, Run]) -> dict[str, float]:
    """Of each run: mean and worst loss over those of the mean's network, and what fresh digits say.

    Both networks have taken as many steps; lengths are equal where the settings say so.
    """
    found = {}
    for name, run in runs.items():
        ends = {key: run.trace.series(key).values[-1] for key in ("mean_loss", "worst_loss")}
        found |= {
            f"{key.replace('_', ' ')} over the mean's, {name}": float(v[0] / v[1])
            for key, v in ends.items()
        }
        fresh = dict(zip(NETWORKS, run.trace.series("fresh_right").values[-1], strict=True))
        found[f"accuracy on fresh digits minus the mean's, {name}"] = float(
            fresh[NETWORKS[0]] - fresh[NETWORKS[1]]
        )
    return found
