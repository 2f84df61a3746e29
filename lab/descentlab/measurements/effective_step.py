"""The step that an optimizer and its flows may take where they are."""

from __future__ import annotations

from typing import Any

import torch
from descentkernels import flows

from descentlab.meanings.effective_step import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.comparison import CENTRAL, STABLE
from descentlab.processes.discrete import rule_of
from descentlab.runs.point import Point
from descentlab.update_rules.base import UpdateRule


class EffectiveStep(Measurement):
    """1/P of a scalar preconditioner, the harmonic mean 1/mean(P) over weights of a diagonal one.

    P is so normalised that the edge of P⁻¹H is at 2: gradient descent with this step size has its
    edge where the optimizer has it (if P is diagonal, on average over the weights). For gradient
    descent it is η, for Scalar RMSProp η/√ν̂ (Cohen et al., 2025).
    """

    name = "effective_step"
    series = explained(
        MEANINGS,
        SeriesSpec(
            "effective_step",
            "effective step size",
            "",
            (("process", 3),),
            ("discrete", CENTRAL, STABLE),
            log=True,
        ),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        rule, carried = rule_of(point.settings), point.state.carried
        beside = (_of_flow(rule, point, flow) for flow in (carried.central, carried.stable))
        return Reading({"effective_step": [_step(rule.preconditioner(point)), *beside]})


def _of_flow(rule: UpdateRule, point: Point, flow: flows.FlowState | None) -> float:
    # A rule that has just been taken up has no form in its flows' slots before their next step.
    if flow is None or rule.title != point.state.carried.rule:
        return float("nan")
    form = rule.form(point.settings, point.state.step)
    return _step(form.preconditioner(dict(flow.slots), form.rate(0.0)))


def _step(p: torch.Tensor | float) -> float:
    return 1 / float(torch.as_tensor(p).mean())
