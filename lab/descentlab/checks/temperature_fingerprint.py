"""Is the onset of collapse at one r for all temperatures?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.problems._side_by_side import DIRECTIONS
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: The spread in r has to be smaller than that in τ by this factor at least.
SHRINKAGE = 3.0


def temperature_fingerprint(trace: Trace, settings: Settings) -> Verdict:
    """Sao (2026): in units of ρ_a the onsets at different temperatures come together.

    At the last reading, when all five networks have come to the same loss:

    1. the standard deviation over the temperatures of ln(onset) is at least three times as large
       for the length τ as for r = τ/ρ_a, along the direction chosen. The paper's 0.992 and 0.164, a
       factor of 6, do not say what they are the deviations of;
    2. of one network at another temperature T', weights unchanged, ρ_a is proportional to T' (to
       1e-6, an identity) and ρ* is not: over the 256-fold range it grows less than half as much.
    """
    way = list(DIRECTIONS).index(settings.direction)
    ways = tuple(title for _, title in DIRECTIONS.values())
    name = ways[way]
    expected = (
        f"at equal loss the spread of the onset over temperatures along {name} is at least "
        f"{SHRINKAGE:g} times as large in τ as in τ/ρ_a; under a changed temperature alone ρ_a is "
        "proportional to it, ρ* is not"
    )
    loss, spread = trace.series("network_loss").values[-1], trace.series("spread").values[-1]
    factors = trace.series("shrinkage").values[-1]
    bound, exact, _ = 10 ** trace.series("lens").values[-1]
    seen = 2 ** trace.series("lens_t").values[-1]
    off = float(np.abs(bound / seen / (bound[0] / seen[0]) - 1).max())
    growth = float(exact[-1] / exact[0] / (seen[-1] / seen[0]))
    measured = {
        "spread of ln onset in τ": float(spread[0]),
        "spread of ln onset in r": float(spread[1]),
        **{f"factor, {title}": float(f) for title, f in zip(ways, factors, strict=True)},
        "ρ_a(T')/T', largest relative deviation": off,
        "growth of ρ* over growth of T'": growth,
        "largest loss": float(loss.max()),
    }
    faults = []
    if not (loss <= settings.hold_at).all():
        faults.append(f"only {(loss <= settings.hold_at).sum()} of 5 have come to the loss wanted")
    if np.isnan(factors[way]):
        faults.append(f"not all of them collapse along {name} up to r = 30")
    elif factors[way] < SHRINKAGE:
        faults.append(f"the spread falls by a factor of {factors[way]:.1f} only")
    if not off <= 1e-6:
        faults.append(f"ρ_a is not proportional to T' (off by {off:.1e})")
    if not growth < 0.5:
        faults.append(f"ρ* grows with T' as ρ_a does ({growth:.2f} as much)")
    why = "; ".join(faults) or (
        f"along {name} the spread of ln onset falls from {spread[0]:.2f} in τ to {spread[1]:.2f} "
        f"in r, by a factor of {factors[way]:.1f}; under a changed temperature alone ρ_a follows "
        f"it, ρ* grows {growth:.2f} times as much"
    )
    return Verdict(not faults, measured, expected, why)
