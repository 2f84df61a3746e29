"""Collapse at r = τ/ρ_a, across six architectures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.phase_transition import phase_transition
from descentlab.exhibit import Exhibit
from descentlab.measurements._rays import DIRECTIONS
from descentlab.measurements.networks import Networks
from descentlab.measurements.phase_transition import PhaseTransition
from descentlab.problems.six_architectures import NETWORKS, SixArchitecturesSettings, problem
from descentlab.processes.each_by_itself import EachByItself, EachByItselfSettings
from descentlab.settings import Choice, Info
from descentlab.views.phase_transition import VIEWS

PROCESS = EachByItself(updates=3)


@dataclass(frozen=True)
class PhaseTransitionSettings(SixArchitecturesSettings, EachByItselfSettings):
    """All six come to a loss of 0.01 in some 300 updates."""

    direction: Annotated[
        str,
        Choice(*DIRECTIONS),
        Info(
            "direction of the steps",
            "step: where Adam goes next; downhill and uphill: along ∓∇L of all examples; random: "
            "a fixed random direction; head_bias: the bias of the one logit whose rise takes the "
            "most examples.",
            True,
            "steering",
        ),
    ] = "step"


exhibit = Exhibit(
    id="phase_transition",
    title="Phase transition at r",
    claim=(
        "Measured in ρ_a, the reach of softmax's nearest ghost, six converged networks collapse "
        "only beyond r = 1. Before they have converged they collapse below it too: r < 1 is no "
        "promise."
    ),
    paper="Sao (2026)",
    settings=PhaseTransitionSettings,
    problem=problem,
    process=PROCESS,
    measurements=(Networks(NETWORKS), PhaseTransition(PROCESS, NETWORKS)),
    views=VIEWS,
    check=phase_transition,
    check_steps=108,
)
