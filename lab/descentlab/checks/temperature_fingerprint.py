"""Is the onset of collapse at one r for all temperatures?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.problems._side_by_side import DIRECTIONS
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: The spread in r has to be smaller than that in τ by this factor at least.
SHRINKAGE = 3.0
#: Along these: one where logits are linear and ρ_a is πT, one through all layers.
CLAIMED = ("head_bias", "uphill")


def temperature_fingerprint(trace: Trace, settings: Settings) -> Verdict:
    """Sao (2026): in units of ρ_a the onsets at different temperatures come together.

    At the last reading, when all five networks have come to the same loss:

    1. along a head bias and uphill, the standard deviation over the temperatures of ln(onset) is at
       least three times as large for the length τ as for r = τ/ρ_a. The paper's 0.992 and 0.164, a
       factor of 6, do not say what they are the deviations of;
    2. of one network at another temperature T', weights unchanged, ρ_a is proportional to T' (to
       1e-6, an identity) and ρ* is not: over the 256-fold range it grows less than half as much.
    """
    ways = tuple(title for _, title in DIRECTIONS.values())
    claimed = [list(DIRECTIONS).index(name) for name in CLAIMED]
    expected = (
        "at equal loss the spread of the onset over temperatures, along a head bias and uphill, is "
        f"at least {SHRINKAGE:g} times as large in τ as in τ/ρ_a; under a changed temperature "
        "alone ρ_a is proportional to it, ρ* is not"
    )
    loss, spread = trace.series("network_loss").values[-1], trace.series("spread").values[-1]
    factors = trace.series("shrinkage").values[-1]
    bound, exact, _ = 10 ** trace.series("lens").values[-1]
    seen = 2 ** trace.series("lens_t").values[-1]
    off = float(np.abs(bound / seen / (bound[0] / seen[0]) - 1).max())
    growth = float(exact[-1] / exact[0] / (seen[-1] / seen[0]))
    measured = {
        f"spread of ln onset in τ, {DIRECTIONS[settings.direction][1]}": float(spread[0]),
        f"spread of ln onset in r, {DIRECTIONS[settings.direction][1]}": float(spread[1]),
        **{f"factor, {way}": float(f) for way, f in zip(ways, factors, strict=True)},
        "ρ_a(T')/T', largest relative deviation": off,
        "growth of ρ* over growth of T'": growth,
        "largest loss": float(loss.max()),
    }
    faults = []
    if not (loss <= settings.hold_at).all():
        faults.append(f"only {(loss <= settings.hold_at).sum()} of 5 have come to the loss wanted")
    for way in claimed:
        if np.isnan(factors[way]):
            faults.append(f"not all of them collapse along {ways[way]} up to r = 30")
        elif factors[way] < SHRINKAGE:
            faults.append(f"along {ways[way]} the spread falls {factors[way]:.1f}-fold only")
    if not off <= 1e-6:
        faults.append(f"ρ_a is not proportional to T' (off by {off:.1e})")
    if not growth < 0.5:
        faults.append(f"ρ* grows with T' as ρ_a does ({growth:.2f} as much)")
    shrunk = " and ".join(f"{factors[way]:.1f}-fold along {ways[way]}" for way in claimed)
    why = "; ".join(faults) or (
        f"in units of ρ_a the spread of ln onset is smaller, {shrunk}; under a changed temperature "
        f"alone ρ_a follows it, ρ* grows {growth:.2f} times as much"
    )
    return Verdict(not faults, measured, expected, why)
