"""Physics-informed networks solve the equation and lose its boundary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.pinn_pathologies import pinn_pathologies
from descentlab.exhibit import Exhibit, NegativeControl, Preset
from descentlab.exhibits._pinn_pathologies_story import STORY
from descentlab.measurements.pinn_gradients import PinnGradients
from descentlab.measurements.pinn_histograms import PinnHistograms
from descentlab.measurements.pinn_solution import PinnError, PinnSolution
from descentlab.measurements.pinn_stiffness import PinnStiffness
from descentlab.measurements.pinn_wavenumbers import PinnWavenumbers
from descentlab.problems.pinn import PinnSettings, problem
from descentlab.processes.beside_fixed_weights import (
    BesideFixedWeights,
    BesideFixedWeightsSettings,
)
from descentlab.settings import Choice, Info, Range
from descentlab.views.pinn_pathologies import VIEWS

#: What balances the gradients: the paper's rule, and such as know nothing of equations.
AGGREGATORS = (
    "pinn_annealing",
    "upgrad",
    "config",
    "mgda",
    "pcgrad",
    "cagrad",
    "imtl_g",
    "nash_mtl",
    "aligned_mtl",
    "gradnorm",
)


@dataclass(frozen=True)
class PinnPathologiesSettings(PinnSettings, BesideFixedWeightsSettings):
    """Adam as in the paper, at a rate that gets somewhere in a minute."""

    aggregator: Annotated[
        str,
        Choice(*AGGREGATORS),
        Info("aggregator", "What balances the first network's gradients.", True, "aggregator"),
    ] = "pinn_annealing"
    annealing_form: Annotated[
        str,
        Choice("code", "paper"),
        Info(
            "annealing's form",
            "paper: λ̂ = max|∇L_r|/mean|∇Lᵢ|, which runs away as Lᵢ is fitted; code: with λᵢ∇Lᵢ "
            "below, as in the authors' program.",
            True,
            "aggregator",
        ),
    ] = "code"
    annealing_alpha: Annotated[
        float,
        Range(0.0, 1.0),
        Info("annealing's α", "How much of λ̂ each update takes over.", True, "aggregator"),
    ] = 0.1
    wavenumber: Annotated[
        int, Range(1, 8), Info("wavenumber a", "Half-waves in a unit of length.", group="problem")
    ] = 3
    points: Annotated[
        int,
        Range(16, 900),
        Info("points", "Where the residual is taken: about so many, evenly.", group="problem"),
    ] = 64
    eps: Annotated[
        float,
        Range(1e-12, 1e-1, log=True),
        Info("ε", "Added to the root of the mean squared gradient.", live=True),
    ] = 1e-8


exhibit = Exhibit(
    id="pinn_pathologies",
    title="PINN gradient pathologies",
    claim=(
        "A network that learns a differential equation hears the equation and not its boundary, "
        "the less the wavier the solution; weights that make their gradients alike find the "
        "solution where a plain sum ends in a wrong one."
    ),
    paper="Wang, Teng & Perdikaris (2021)",
    settings=PinnPathologiesSettings,
    problem=problem,
    process=BesideFixedWeights(),
    measurements=(
        PinnError(),
        PinnSolution(),
        PinnGradients(),
        PinnHistograms(),
        PinnStiffness(),
        PinnWavenumbers(),
    ),
    views=VIEWS,
    check=pinn_pathologies,
    check_steps=200,
    presets=(
        Preset("default", {}),
        Preset("one half-wave", {"wavenumber": 1}),
        Preset("the rule as printed", {"annealing_form": "paper"}),
        Preset("UPGrad", {"aggregator": "upgrad"}),
        Preset("ConFIG", {"aggregator": "config"}),
        Preset(
            "Helmholtz in the plane",
            {"equation": "helmholtz_2d", "wavenumber": 4, "points": 196, "updates": 2},
        ),
        Preset(
            "Klein-Gordon",
            {"equation": "klein_gordon", "wavenumber": 5, "points": 196, "updates": 2},
        ),
    ),
    story=STORY,
    tags=("conflict", "PINN"),
    references=("wang2021understanding",),
    negative_controls=(
        # a solution without waves: the equation is no stiffer than its boundary
        NegativeControl({"wavenumber": 1}, "λ₁ of the residual is only 1 times", 1),
    ),
)
