"""What accumulating and the stochastic mode do, as numbers of the conductor's runs."""

from __future__ import annotations

from collections.abc import Mapping

from descentlab.runs.run import Run

EXACT, STOCHASTIC, SUM = "GCond of K", "GCond, stochastic", "sum of K"


def variance(runs: Mapping[str, Run]) -> dict[str, float]:
    """The slope of log variance over log K, and how many false conflicts are left at K = 16."""
    (run,) = runs.values()
    measured = run.check().measured
    few = measured["false conflicts seen at K = 1"]
    many = measured["false conflicts seen at K = 16"]
    return {
        "slope of log variance over log K": measured["slope of log variance over log K"],
        "false conflicts at K = 16 over those at K = 1": many / few if few else float("nan"),
    }


def stochastic_mode(runs: Mapping[str, Run]) -> dict[str, float]:
    """Of each run: loss and backward passes of the stochastic mode beside the exact one's."""
    found = {}
    for name, run in runs.items():
        measured = run.check().measured
        loss = {n: measured[f"loss at the end, {n}"] for n in (EXACT, STOCHASTIC, SUM)}
        cost = {n: measured[f"backward passes, {n}"] for n in (EXACT, STOCHASTIC, SUM)}
        found[f"loss over the exact mode's, {name}"] = loss[STOCHASTIC] / loss[EXACT]
        found[f"loss over the plain sum's, {name}"] = loss[STOCHASTIC] / loss[SUM]
        found["passes of the exact mode over the stochastic one's"] = cost[EXACT] / cost[STOCHASTIC]
    return found


def beside_the_sum(runs: Mapping[str, Run]) -> dict[str, float]:
    """GCond's loss over the plain sum's on as much accumulated data, run by run."""
    found = {}
    for name, run in runs.items():
        measured = run.check().measured
        found[f"GCond's loss over the sum's, {name}"] = (
            measured[f"loss at the end, {EXACT}"] / measured[f"loss at the end, {SUM}"]
        )
    return found


def on_fresh_pictures(runs: Mapping[str, Run]) -> dict[str, float]:
    """GCond's losses on fresh pictures over the sum's, and over the lower of PCGrad and CAGrad."""
    (run,) = runs.values()
    measured = run.check().measured
    agree = "readings at which pixels and structure agree"
    found = {agree: measured[agree]}
    for loss, task in (("L1", "pixels"), ("SSIM", "structure")):
        ends = {
            lane: measured[f"{task} on fresh digits, {lane}"]
            for lane in (EXACT, SUM, "PCGrad of K", "CAGrad of K")
        }
        best = min(ends["PCGrad of K"], ends["CAGrad of K"])
        found[f"GCond over the sum, {loss}"] = ends[EXACT] / ends[SUM]
        found[f"GCond over the best other, {loss}"] = ends[EXACT] / best
    return found
