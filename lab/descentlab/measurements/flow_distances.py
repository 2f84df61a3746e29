"""How far the flows are from the optimizer's midpoints, and what not to believe."""

from __future__ import annotations

from typing import Any

from descentkernels import flows

from descentlab.meanings.flow_distances import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.comparison import CENTRAL, MIDPOINT, STABLE
from descentlab.runs.point import Point

#: The central flow has lost the run when it is farther from the midpoint than this share of the
#: stable flow, so many times the predicted swing, and this share of the weights' length.
LOST, SWINGS, SHARE = 0.5, 3.0, 0.01


class FlowDistances(Measurement):
    """‖w_flow − w*‖₂ from the midpoint w*, and the effective sharpness of run and flows.

    What the flows themselves say against being believed (the start above the edge, a blow-up)
    and a central flow that has lost the run are told as remarks.
    """

    name = "flow_distances"
    needs = ("eigenvalues",)
    series = explained(
        MEANINGS,
        SeriesSpec(
            "flow_distances",
            "distance from the midpoint",
            "",
            (("flow", 2),),
            (CENTRAL, STABLE),
            log=True,
        ),
        SeriesSpec(
            "flow_sharpness",
            "largest eigenvalue of P⁻¹H",
            "",
            (("process", 3),),
            ("discrete", CENTRAL, STABLE),
        ),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        others, carried = dict(point.state.others), point.state.carried
        found = {CENTRAL: carried.central, STABLE: carried.stable}
        nan = float("nan")
        far = [
            nan if flow is None else float((flow.w - others[MIDPOINT]).norm())
            for flow in found.values()
        ]
        tracked = point.artefacts["eigenvalues"]
        sharp = [tracked.effective, *(_first(flow) for flow in found.values())]
        values = {"flow_distances": far, "flow_sharpness": sharp}
        return Reading(values, None, tuple(_remarks(carried, far, float(others[MIDPOINT].norm()))))


def _first(flow: Any) -> float:
    return float(flow.values[0]) if flow is not None and len(flow.values) else float("nan")


def _remarks(carried: Any, far: list[float], size: float) -> list[str]:
    named = ((CENTRAL, carried.central), (STABLE, carried.stable), ("the run", carried.main))
    told = [
        f"Outside the theory: {name}. {flow.trouble}"
        for name, flow in named
        if flow is not None and flow.trouble
    ]
    central, stable = far
    if carried.main is not None:  # the run is no optimizer that the flow could lose
        return told
    if carried.central is None or not carried.central.x.diagonal().sum() > 0:
        return told
    sizes, _ = flows.sigma_eigenpairs(carried.central)
    if central > max(LOST * stable, SWINGS * float(sizes.clamp(min=0).sum()) ** 0.5, SHARE * size):
        told.append(
            "Outside the theory: the central flow has lost the run; it is more than half as far "
            "from the midpoint as the stable flow. From here on it does not predict."
        )
    return told
