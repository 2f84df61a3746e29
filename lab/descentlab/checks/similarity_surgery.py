"""Does SAM-GS keep two unequal tasks in step, and does it look at their angle?"""

from __future__ import annotations

import math

from descentlab.exhibit import Verdict
from descentlab.measurements.surgery import NAMES, TITLES
from descentlab.measurements.surgery_by_angle import SWEEP
from descentlab.problems.two_bowls import TwoBowlsSettings
from descentlab.runs.trace import Trace

#: How much worse than the best possible SAM-GS's worse task may fare, and the mean's must.
CLOSE, FAR = 1.25, 1.5
#: From this ratio of the losses on the mean must fall behind.
UNEQUAL = 10.0
#: From this angle on the gradients are nearly opposite.
OPPOSITE = 170.0


def similarity_surgery(trace: Trace, settings: TwoBowlsSettings) -> Verdict:
    """At the end of the run, the worse of the two losses over that at its start.

    With both tasks served alike it is sin²(φ/2), φ the angle of the gradients at the start, since
    the middle of the Pareto set is r·sin(φ/2) away from both centres.
    """
    worse = dict(zip(NAMES, trace.series("worse_task").values[-1], strict=True))
    best = math.sin(math.radians(settings.angle) / 2) ** 2
    angles = trace.series("angles").values[-1]
    least = dict(
        zip(
            SWEEP,
            trace.series("cosine_by_angle").values[-1][:, angles >= OPPOSITE].min(1),
            strict=True,
        )
    )
    measured = {
        f"the worse loss over that at the start, {title}": float(worse[name])
        for name, title in zip(NAMES, TITLES, strict=True)
    } | {f"least cosine from {OPPOSITE:g}° on, {name}": float(v) for name, v in least.items()}
    like, unlike, _, upgrad = SWEEP
    expected = (
        f"SAM-GS's worse task ends within {CLOSE:g} times the best possible {best:.3g}, the mean's "
        f"above {FAR:g} times it where one loss is {UNEQUAL:g} times the other or more; near "
        "opposite gradients of like length SAM-GS's update makes one loss rise, UPGrad's none"
    )
    faults = []
    if not worse["sam_gs"] <= CLOSE * best:
        faults.append(f"SAM-GS's worse task ends at {worse['sam_gs']:.3g}")
    if settings.ratio >= UNEQUAL and not worse["mean"] >= FAR * best:
        faults.append(f"the mean's worse task ends at {worse['mean']:.3g} only")
    if not least[like] < -0.1:
        faults.append(f"SAM-GS's least cosine near opposite gradients is {least[like]:.2g}")
    if not least[upgrad] >= -1e-6:
        faults.append(f"UPGrad's least cosine is {least[upgrad]:.2g}")
    why = "; ".join(faults) or (
        f"f₁ scaled by {settings.ratio:g}: SAM-GS's worse task ends at {worse['sam_gs']:.3g} of "
        f"its start, the mean's at {worse['mean']:.3g}, where {best:.3g} is the best that both can "
        f"have; near opposite gradients SAM-GS's least cosine is {least[like]:.2f}, equalised "
        f"{least[unlike]:.2f}"
    )
    return Verdict(not faults, measured, expected, why)
