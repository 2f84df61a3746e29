"""Is the boundary drowned, the more the wavier, and does annealing find the solution?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.measurements._pinn_lanes import LANES
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: By so much the balanced network's error has to be smaller.
FACTOR = 10.0
#: So many times sharper the residual's loss has to be.
STIFFER = 100.0
#: Between these the slope of log‖∇L_r‖ over log a has to lie, from a = 2 on.
SLOPE = (0.8, 1.2)


def pinn_pathologies(trace: Trace, settings: Settings) -> Verdict:
    """Wang, Teng & Perdikaris (2021).

    1. At the start the residual's gradient is longer than the boundary's, and over wavenumbers from
       2 to 8 it grows about in proportion to a.
    2. At both networks the residual's Hessian has a λ₁ at least a hundred times the boundary's, at
       the last reading.
    3. In the last quarter of the run the median relative L² error of the balanced network is at
       least ten times smaller than that of the one with λ by hand, and below one half.

    The paper's factor of 50 to 100 is of another equation, larger networks and 40 000 iterations;
    here the end of the run is judged as it is, whatever the networks would do later.
    """
    expected = (
        f"‖∇L_r‖ > ‖∇L_b‖ at the start, growing as a to a power in {list(SLOPE)}; λ₁ of the "
        f"residual's Hessian at least {STIFFER:g} times the boundary's; at the end the balanced "
        f"network's error at least {FACTOR:g} times smaller, and below 0.5"
    )
    found = trace.series("imbalance").values[0]
    at = trace.series("imbalance_at").values[0]
    slope = float(np.polyfit(at[1:], found[0, 1:], 1)[0])
    ratio = float(10 ** found[1, settings.wavenumber - 1])
    errors = trace.series("solution_error").values
    balanced, hand = np.median(errors[-max(1, len(errors) // 4) :], axis=0)
    factor = float(hand / balanced)
    sharp = trace.series("stiffness").values[-1].reshape(2, 2)  # network, term
    stiffer = sharp[:, 0] / sharp[:, 1]
    measured = {
        "‖∇L_r‖/‖∇L_b‖ at the start": ratio,
        "slope of log‖∇L_r‖ over log a": slope,
        "λ₁ of the residual over the boundary's, balanced": float(stiffer[0]),
        "λ₁ of the residual over the boundary's, by hand": float(stiffer[1]),
        f"error, {LANES[0]}": float(balanced),
        f"error, {LANES[1]}": float(hand),
        "factor between the errors": factor,
        "updates": float(trace.last_step() * settings.updates),
    }
    faults = []
    if not ratio > 1:
        faults.append(f"at the start ‖∇L_r‖ is only {ratio:.1f} times ‖∇L_b‖")
    if not (stiffer >= STIFFER).all():
        faults.append(f"λ₁ of the residual is only {min(stiffer):.0f} times the boundary's")
    if not SLOPE[0] <= slope <= SLOPE[1]:
        faults.append(f"‖∇L_r‖ grows as the wavenumber to the power {slope:.2f}")
    if not balanced <= 0.5:
        faults.append(f"the balanced network's error is {balanced:.2f}")
    if not factor >= FACTOR:
        faults.append(f"its error is smaller {factor:.1f}-fold only")
    why = "; ".join(faults) or (
        f"‖∇L_r‖ is {ratio:.0f} times ‖∇L_b‖ at the start and grows as a^{slope:.2f}, its λ₁ "
        f"{min(stiffer):.0f} times and more; after "
        f"{measured['updates']:.0f} updates the errors are {balanced:.3f} and {hand:.2f}, "
        f"{factor:.0f}-fold"
    )
    return Verdict(not faults, measured, expected, why)
