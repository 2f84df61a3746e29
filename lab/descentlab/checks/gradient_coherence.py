"""Do gradients agree more on real labels, and does a robust mean resist wrong ones?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.problems.real_and_random_labels import RANDOM, REAL
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Of the readings after the first steps, at least this share must agree.
MOST = 0.95
#: The first step that counts.
SETTLED = 5
#: How much less the robust mean memorises, at least.
LESS = 0.5


def gradient_coherence(trace: Trace, settings: Settings) -> Verdict:
    """Chatterjee & Zielinski (2022), from step 5 to the end of the run.

    1. With the swing taken out, the m-coherence of random labels lies below that of real ones at 95
       % of the readings or more. As the run goes, it need not: at the edge of stability the random
       labels' gradients agree on the way back across the valley.
    2. Of the wrong labels the network with the robust mean has learned half as many as the one with
       the plain mean, or fewer, at the last reading (judged where both settings are above zero).
    """
    expected = (
        f"random labels below real ones in m-coherence at {MOST:.0%} of the readings from step "
        f"{SETTLED} on, the swing taken out; a robust mean learns at most {LESS:.0%} of the wrong "
        "labels that the plain mean does"
    )
    raw, calm = trace.series("coherence"), trace.series("coherence_calm")
    late = calm.steps >= SETTLED
    if late.sum() < 10 or not np.isfinite(calm.values[late]).all():
        steps = trace.last_step()
        why = f"{steps} steps with the coherence of all networks are too few to tell"
        return Verdict(False, {"steps": float(steps)}, expected, why)
    lower, lower_raw = (_below(series.values[late]) for series in (calm, raw))
    learned = trace.series("learned").values[-1]
    _, right, wrong, right_robust, wrong_robust, random = learned
    tests = trace.series("test_accuracy").values
    measured = {
        "readings with random below real, swing out": lower,
        "readings with random below real, as it is": lower_raw,
        "median nα, real labels, swing out": float(np.median(calm.values[late, REAL])),
        "median nα, random labels, swing out": float(np.median(calm.values[late, RANDOM])),
        "largest nα, random labels, as it is": float(raw.values[late, RANDOM].max()),
        "largest nα, random labels, swing out": float(calm.values[late, RANDOM].max()),
        "nα at the start, real labels": float(raw.values[0, REAL]),
        "nα at the start, random labels": float(raw.values[0, RANDOM]),
        "random labels learned": float(random),
        "wrong labels learned, plain mean": float(wrong),
        "wrong labels learned, robust mean": float(wrong_robust),
        "right labels learned, plain mean": float(right),
        "right labels learned, robust mean": float(right_robust),
        "test accuracy at the end, plain mean": float(tests[-1, 1]),
        "test accuracy at the end, robust mean": float(tests[-1, 2]),
        "best test accuracy on the way, plain mean": float(tests[:, 1].max()),
        "best test accuracy on the way, robust mean": float(tests[:, 2].max()),
    }
    faults = []
    if not lower >= MOST:
        faults.append(f"random labels lie below real ones at {lower:.0%} of the readings only")
    judged = settings.label_noise and settings.robust_share
    if judged and not wrong_robust <= LESS * wrong:
        faults.append(
            f"the robust mean has learned {wrong_robust:.0%} of the wrong labels, the plain mean "
            f"{wrong:.0%}"
        )
    why = "; ".join(faults) or (
        f"random labels lie below real ones at {lower:.0%} of the readings with the swing taken "
        f"out, at {lower_raw:.0%} as it is; of the wrong labels the plain mean has learned "
        f"{wrong:.0%}, the robust mean {wrong_robust:.0%}"
    )
    return Verdict(not faults, measured, expected, why)


def _below(coherence: np.ndarray) -> float:
    return float((coherence[:, RANDOM] < coherence[:, REAL]).mean())
