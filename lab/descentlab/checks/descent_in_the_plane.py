"""Does each optimizer close in on its minimum as fast as the curvature there says?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.problems.surface_in_the_plane import surface_of
from descentlab.processes.ways_ahead import RULES, WaysSettings
from descentlab.runs.trace import Trace

#: Largest difference between a measured factor a step and the predicted one. The fit runs over
#: whole swings of a decaying oscillation and cuts the last one anywhere.
TOLERANCE = 0.01
#: The fit runs between these: nearer rounding decides, and further off the surface is not the
#: quadratic at its foot, nor has the slower of two directions outlived the other.
NEAREST, FURTHEST = 1e-10, 1e-5


def descent_in_the_plane(trace: Trace, settings: WaysSettings) -> Verdict:
    """The share of the distance to its minimum that each of three rules keeps a step, fitted,
    against the spectral radius of the rule's recursion for the Hessian at that minimum. A rule
    whose radius is 1 or more at every minimum has to leave."""
    surface = surface_of(settings)
    found = trace.series("ways").values[-1]
    minima = np.array(surface.minima)
    measured: dict[str, float] = {}
    faults, agreed = [], []
    for lane, rule in enumerate(RULES[:3]):
        distances = np.linalg.norm(found[lane][:, None] - minima, axis=-1)
        predicted = [factor(rule, settings, np.linalg.eigvalsh(surface.hessian(m))) for m in minima]
        if not np.isfinite(distances[-1]).all():
            measured[f"{rule}: predicted"] = min(predicted)
            told = agreed if min(predicted) >= 1 else faults
            told.append(f"{rule} leaves (predicted factor {min(predicted):.3f})")
            continue
        foot = int(distances[-1].argmin())
        observed = shrinking(distances[:, foot])
        measured |= {f"{rule}: measured": observed, f"{rule}: predicted": predicted[foot]}
        if abs(observed - predicted[foot]) <= TOLERANCE:
            agreed.append(f"{rule} {observed:.3f} (predicted {predicted[foot]:.3f})")
        elif np.isnan(observed):
            faults.append(f"{rule} is not near enough to a minimum after {len(found[0]) - 1} steps")
        else:
            faults.append(f"{rule} keeps {observed:.3f} of its error, not {predicted[foot]:.3f}")
    why = "; ".join(faults) or "error kept a step: " + ", ".join(agreed)
    expected = f"each factor is the recursion's spectral radius, to {TOLERANCE:g}"
    return Verdict(not faults, measured, expected, why)


def factor(rule: str, settings: WaysSettings, curvatures: np.ndarray) -> float:
    """The spectral radius of the rule's recursion on a quadratic with these eigenvalues.

    Gradient descent: max |1 − ηλ|. Heavy-ball: roots of z² − (1 + β − ηλ)z + β (Polyak, 1964).
    Nesterov: roots of z² − (1 + β)(1 − ηλ)z + β(1 − ηλ).
    """
    beta = settings.beta
    radii = []
    for x in settings.lr * curvatures:
        if rule == "gradient descent":
            radii.append(abs(1 - x))
        elif rule == "heavy-ball":
            radii.append(np.abs(np.roots([1, -(1 + beta - x), beta])).max())
        else:
            radii.append(np.abs(np.roots([1, -(1 + beta) * (1 - x), beta * (1 - x)])).max())
    return float(max(radii))


def shrinking(distances: np.ndarray) -> float:
    """exp of the slope of log distance over the steps, by least squares."""
    near = (distances < FURTHEST) & (distances > NEAREST)
    last = len(near) if near.all() else int(np.flatnonzero(distances > NEAREST).max()) + 1
    first = int(np.flatnonzero(distances[:last] >= FURTHEST).max(initial=-1)) + 1
    if last - first < 8:
        return float("nan")
    steps = np.arange(first, last)
    return float(np.exp(np.polyfit(steps, np.log(distances[first:last]), 1)[0]))
