"""Does the modified flow tell where a game's update goes?"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.measurements.orbits import Orbits
from descentlab.runs.run import Run
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Share of the plain flow's error (in log distance) that the modified flow may have.
TOLERANCE = 0.25


def two_player_games(trace: Trace, settings: Settings) -> Verdict:
    """The run's distance from the equilibrium is the modified flow's rather than the flow of V's.

    On a bilinear game also in closed form: a step of simultaneous descent-ascent multiplies the
    distance by √(1 + η²c²), one of extragradient by √(1 − η²c² + η⁴c⁴); measured over the run to
    1e-6 (float64).
    """
    radius = dict(zip(Orbits.names, trace.series("radius").values.T, strict=True))
    steps = len(radius["the run"]) - 1
    logs = {name: float(np.log(r[-1] / r[0])) for name, r in radius.items()}
    plain = abs(logs["flow of V"] - logs["the run"])
    modified = abs(logs["modified flow"] - logs["the run"])
    expected = (
        "the modified flow predicts the change of log distance with at most "
        f"{TOLERANCE:.0%} of the error of the flow of V"
    )
    measured = {f"distance at the end over the start, {n}": math.exp(v) for n, v in logs.items()}
    faults = []
    if not modified <= TOLERANCE * plain:
        faults.append(
            f"the modified flow is off by {modified:.3g} in log distance, the flow of V by "
            f"{plain:.3g}"
        )
    if settings.game == "bilinear":
        square = (settings.lr * settings.coupling) ** 2
        exact = {"simultaneous": 1 + square, "extragradient": 1 - square + square**2}
        for name, factor in exact.items():
            error = abs(logs[name] / steps - 0.5 * math.log(factor))
            measured[f"{name}: error of the closed form a step"] = error
            if not error <= 1e-6:
                faults.append(f"{name} leaves its closed form by {error:.1e} a step")
    why = "; ".join(faults) or (
        f"in {steps} steps the {settings.method} update's distance changed by a factor "
        f"{math.exp(logs['the run']):.3g}; the modified flow says "
        f"{math.exp(logs['modified flow']):.3g}, the flow of V {math.exp(logs['flow of V']):.3g}"
    )
    return Verdict(not faults, measured, expected, why)


def modified_flows(runs: Mapping[str, Run]) -> Mapping[str, float]:
    """For runs by name: the change of log distance of the run, of V's flow and the modified one."""
    found = {}
    for name, run in runs.items():
        radius = run.trace.series("radius").values
        logs = dict(zip(Orbits.names, np.log(radius[-1] / radius[0]).tolist(), strict=True))
        own, flow = logs["the run"], logs["flow of V"]
        found[f"distance, end over start, {name}"] = math.exp(own)
        found[f"error over that of V's flow, {name}"] = abs(logs["modified flow"] - own) / abs(
            flow - own
        )
    return found
