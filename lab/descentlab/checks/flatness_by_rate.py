"""Do longer steps of SGD end in flatter minima, and gradient descent's not?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.processes.rate_ladder import LADDER, UPDATES
from descentlab.runs.run import Run
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: tr H at the longest rate over that at the shortest, at most, for SGD.
FLATTER = 0.6
#: By how much the bounds may be exceeded, and tr H rise from one rate to the next: batches are
#: random, and the data are fitted up to a rest.
SLACK = 0.1
#: Largest training loss that counts as fitted.
FITTED = 1e-2
#: Steps after the warm-up that a run needs.
SETTLED = 20


def numbers(trace: Trace) -> dict[str, float]:
    """What the last reading says."""
    (sgd, full, limit), (_, top, _) = (
        trace.series(name).values[-1] for name in ("trace_by_rate", "top_by_rate")
    )
    error, norm = (trace.series(name).values[-1] for name in ("error_by_rate", "norm_by_rate"))
    shares = trace.series("bound_shares").values[-1]
    return {
        "tr H, longest over shortest rate, SGD": float(sgd[-1] / sgd[0]),
        "tr H from one rate to the next, SGD, most": float((sgd[1:] / sgd[:-1]).max()),
        "tr H over 2/η, SGD, most": float(shares[: len(LADDER)].max()),
        "tr H over 2/η at the longest rate, gradient descent": float(full[-1] / limit[-1]),
        "tr H, longest over shortest rate, gradient descent": float(full[-1] / full[0]),
        "λ₁ over 2/η, gradient descent, most": float((top / limit).max()),
        "‖w‖², longest over shortest rate, SGD": float(norm[0, -1] / norm[0, 0]),
        "error, longest over shortest rate, SGD": float(error[0, -1] / error[0, 0]),
        "error at the longest rate, SGD over gradient descent": float(error[0, -1] / error[1, -1]),
        "error, longest over shortest rate, gradient descent": float(error[1, -1] / error[1, 0]),
        "largest training loss": float(trace.series("fit_losses").values[-1].max()),
    }


def measured(runs: Mapping[str, Run]) -> dict[str, float]:
    """`numbers` of each run, its name before them."""
    return {
        f"{name}: {number}": value
        for name, run in runs.items()
        for number, value in numbers(run.trace).items()
    }


def flatness_by_rate(trace: Trace, settings: Settings) -> Verdict:
    """Wu & Su (2023), of where all runs have come to, 1 000 updates or more after the warm-up.

    1. SGD's tr H at the longest rate is at most 0.6 of that at the shortest, rises from no rate to
       the next by more than 10 %, and in no run exceeds 2/η by more.
    2. Gradient descent's tr H at the longest rate is above 2/η; its λ₁ at no rate, to 10 %.
    3. All have fitted their examples.

    Told but not part of the verdict: errors on fresh examples, norms.
    """
    expected = (
        f"SGD's tr H falls to {FLATTER:g} or less from the shortest to the longest rate and stays "
        "below 2/η; gradient descent's is above 2/η, its λ₁ below"
    )
    steps = trace.last_step()
    if steps < settings.warmup + SETTLED:
        why = (
            f"{steps} steps of {UPDATES} updates; {settings.warmup + SETTLED} are needed to settle"
        )
        return Verdict(False, {"steps": float(steps)}, expected, why)
    found = numbers(trace)
    if not np.isfinite(list(found.values())).all():
        return Verdict(False, found, expected, "a run has diverged")
    fall = found["tr H, longest over shortest rate, SGD"]
    rise = found["tr H from one rate to the next, SGD, most"]
    share = found["tr H over 2/η, SGD, most"]
    full = found["tr H over 2/η at the longest rate, gradient descent"]
    top = found["λ₁ over 2/η, gradient descent, most"]
    faults = []
    if not fall <= FLATTER:
        faults.append(f"SGD's tr H at the longest rate is {fall:.2f} of that at the shortest")
    if not rise <= 1 + SLACK:
        faults.append(f"SGD's tr H rises {rise:.2f}-fold from one rate to the next")
    if not share <= 1 + SLACK:
        faults.append(f"SGD stays where tr H is {share:.2f} of 2/η")
    if not full > 1:
        faults.append(f"gradient descent's tr H is {full:.2f} of 2/η at the longest rate")
    if not top <= 1 + SLACK:
        faults.append(f"gradient descent's λ₁ is {top:.2f} of 2/η")
    if not found["largest training loss"] <= FITTED:
        faults.append(f"the examples are not fitted (loss {found['largest training loss']:.2g})")
    why = "; ".join(faults) or (
        f"at {1 / LADDER[0]:.0f} times the rate SGD ends where tr H is {fall:.2f} of what it was, "
        f"never above {share:.2f} of 2/η; gradient descent where it is {full:.1f} times 2/η, with "
        f"λ₁ at most {top:.2f} of it; SGD's error on fresh examples is "
        f"{found['error, longest over shortest rate, SGD']:.2f} of that at the shortest rate"
    )
    return Verdict(not faults, found, expected, why)
