"""Physics-informed networks solve the equation and lose its boundary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.pinn_pathologies import pinn_pathologies
from descentlab.exhibit import Exhibit, Preset, Step
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
    story=(
        Step(
            "An equation and its boundary",
            "Two networks u(x) start alike. Each is to make u″ + u − q zero inside, the "
            "*residual*, and to be right on the *boundary*: two losses, added up. The solution "
            "is a sine.",
        ),
        Step(
            "One shouts, one whispers",
            "The residual's gradient soon is many times as long as the boundary's, and its loss "
            "bends hundreds of times more sharply (*Stiffness*). The more half-waves, the worse.",
        ),
        Step(
            "Off the boundary",
            "The plain sum pays for a smaller residual with the boundary: u leaves it, drifts off "
            "and gets stuck far from the solution, with neither loss small. See *What they make of "
            "it*; most of the time the two gradients pull apart.",
        ),
        Step(
            "Annealing",
            "The balanced network multiplies the boundary's gradient by λ, which follows the "
            "ratio of the gradients' sizes (*The weights λ*). It finds the sine.",
        ),
        Step(
            "As printed",
            "The paper divides by mean|∇L_b|, its authors' program by mean|λ∇L_b|. As printed, λ "
            "grows as the boundary is fitted, which fits it better, and so on: λ **runs away** "
            "and the network keeps u = 0 on the boundary and learns nothing else.",
            {"annealing_form": "paper"},
            restart=True,
        ),
        Step(
            "Or by hand",
            "Is a fixed weight enough? 100 for the second network does as well here: what "
            "annealing saves is the search for it. Try 1 and 10 000.",
            {"fixed_weight": 100.0, "annealing_form": "code"},
            restart=True,
        ),
        Step(
            "No conflict allowed",
            "UPGrad knows nothing of equations: it only asks that no step hurt either loss. It "
            "gets there too, later than annealing.",
            {"aggregator": "upgrad", "fixed_weight": 1.0},
            restart=True,
        ),
    ),
    tags=("conflict", "PINN"),
    references=("wang2021understanding",),
)
