"""Does SGD leave a minimum that it is unstable at, for one that it is stable at?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.runs.run import Run
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: By how much the final critical rate may miss η: the data are not quite fitted.
TOLERANCE = 0.02
#: Largest mean loss of the run's last tenth at which its data count as fitted.
FITTED = 1e-2
#: How often its value the loss must reach where SGD leaves, and may reach where it stays.
LEFT, STAYED = 2.0, 3.0


def several_outputs(runs: Mapping[str, Run]) -> dict[str, float]:
    """The exact critical rate of the last reading over 2m/tr H and over 2/tr H, m outputs."""
    (run,) = runs.values()
    exact, _, bound, *_ = trace_end = run.trace.series("critical_rates").values[-1]
    outputs = run.settings.classes
    return {
        "exact rate over 2m/tr H": float(exact / bound),
        "exact rate over 2/tr H": float(exact / bound * outputs),
        "2/λ₁ over the exact rate": float(trace_end[3] / exact),
        "loss": float(run.trace.series("loss").values[-1]),
    }


def sgd_stability(trace: Trace, settings: Settings) -> Verdict:
    """Ma & Ying (2021), Wu & Su (2023): SGD stays only where it is linearly stable.

    With rates from the exact second-moment operator. Where the critical rate of the batch size is
    below η at gradient descent's weights when the batches begin, the loss must rise (at least
    twofold); where it is above, the loss must not rise (at most threefold: the data are not quite
    fitted). At the end SGD's own rate is above η (to 2 %), with the data fitted.
    """
    rates, loss = trace.series("critical_rates"), trace.series("loss").values
    expected = (
        "where the critical rate of the batch is below η at gradient descent's minimum SGD leaves "
        "it, where it is above SGD stays; at the end the data are fitted and SGD's rate is above η"
    )
    steps = trace.last_step()
    if not np.isfinite(loss).all():
        return Verdict(False, {"steps": float(steps)}, expected, f"diverged at step {steps}")
    begun = settings.full_until
    if steps < begun + 100:
        why = f"{steps} steps: at least 100 after the batches begin, at {begun}, are needed"
        return Verdict(False, {"steps": float(steps)}, expected, why)
    at = int(np.searchsorted(rates.steps, begun))
    exact, there, _, _, full, lr = rates.values[at]
    last, _, _, _, _, final_lr = rates.values[-1]
    after = loss[begun:]
    fitted = float(loss[-len(loss) // 10 :].mean())
    measured = {
        "critical rate over η at gradient descent's minimum": float(there / lr),
        "2/λ₁ over η there": float(full / lr),
        "critical rate over η, SGD, when the batches begin": float(exact / lr),
        "critical rate over η, SGD, at the end": float(last / final_lr),
        "highest loss after that over the loss then": float(after.max() / after[0]),
        "mean loss, last tenth": fitted,
    }
    leaves, rise = there < lr, after.max() / after[0]
    faults = []
    if begun and leaves and not rise >= LEFT:
        faults.append(f"critical rate {there / lr:.2f} of η, but the loss never rose {LEFT:g}-fold")
    if begun and not leaves and not rise <= STAYED:
        faults.append(f"critical rate {there / lr:.2f} of η, but the loss rose {rise:.1f}-fold")
    if not last >= (1 - TOLERANCE) * final_lr:
        faults.append(f"SGD's critical rate is {last / final_lr:.2f} of η at the end")
    if not fitted <= FITTED:
        faults.append(f"the data are not fitted (loss {fitted:.2g})")
    start = f"at gradient descent's minimum the critical rate was {there / lr:.2f} of η; SGD "
    did = f"left (the loss rose {rise:.0f}-fold)" if leaves else "stayed"
    why = "; ".join(faults) or (
        f"{start if begun else 'from the first, SGD '}{did if begun else 'trained'} and ended "
        f"where its rate is {last / final_lr:.2f} of η"
    )
    return Verdict(not faults, measured, expected, why)
