"""Accumulate first, resolve then: a conductor for the gradients of three noisy tasks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.gradient_conductor import gradient_conductor
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements.conductor import ConductorLanes, Resolution
from descentlab.measurements.gradient_noise import GradientNoise
from descentlab.problems._networks import Width
from descentlab.problems.three_tasks import Third, ThreeTasksSettings, problem
from descentlab.processes._conductor_lanes import LANES
from descentlab.processes.aggregator_knobs import GcondKnobs
from descentlab.processes.gradient_conductor import ConductorSettings, GradientConductor
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.heavy_ball import MomentumSettings
from descentlab.update_rules.rmsprop import AdaptiveSettings
from descentlab.views.gradient_conductor import VIEWS

TASKS = ("digit", "parity", "third")


@dataclass(frozen=True)
class _OptimizerSettings(Settings):
    """Which optimizer runs in all lanes, and its learning rate."""

    optimizer: Annotated[
        str,
        Choice("gradient_descent", "heavy_ball", "adam", "lion"),
        Info("optimizer", "What makes a step of an update, in all lanes."),
    ] = "gradient_descent"
    lr: Annotated[
        float,
        Range(1e-5, 1e2, log=True),
        Info("learning rate η", "Of a step on one micro-batch.", True),
    ] = 0.1


@dataclass(frozen=True)
class GradientConductorSettings(
    AdaptiveSettings,
    MomentumSettings,
    _OptimizerSettings,
    ThreeTasksSettings,
    GcondKnobs,
    ConductorSettings,
):
    """Digit, parity and denoising on mini-batches of eight, four to a round."""

    third: Third = "denoising"
    width: Width = 16


exhibit = Exhibit(
    id="gradient_conductor",
    title="The gradient conductor",
    claim=(
        "Accumulate each task's gradient over K micro-batches before you resolve conflicts: its "
        "variance falls as 1/K, and with it the conflicts that are nothing but noise. Here, on "
        "the same data, resolving then beats adding up, and plain PCGrad does as well as GCond's "
        "zones and arbiter; but to resolve every micro-batch at once does better still."
    ),
    paper="Alves Limarenko & Studenikina (2025)",
    settings=GradientConductorSettings,
    problem=problem,
    process=GradientConductor(),
    measurements=(
        ConductorLanes(LANES, TASKS, "sum of each"),
        GradientNoise(TASKS),
        Resolution(TASKS),
    ),
    views=VIEWS,
    check=gradient_conductor,
    check_steps=60,
    presets=(
        Preset("four of eight", {}),
        Preset("noisier", {"batch": 2, "gcond_steps": 8, "lr": 0.05}),
        Preset("fifty at a time", {"gcond_steps": 6, "batch": 50}),
        Preset("one step a round", {"stretch": "one step"}),
        Preset("a loud task", {"scale_digit": 10.0, "lr": 0.03}),
        Preset("in Adam", {"optimizer": "adam", "lr": 2e-3}),
    ),
    story=(
        Step(
            "Accumulate",
            "Eight examples say little about a gradient: *Noise of what is accumulated* tells how "
            "little, and *Conflicts seen* how often two tasks seem to pull apart. The mean of K "
            "micro-batches has 1/K of the variance (dashed), and pairs that agree on all examples "
            "seem to conflict less and less. What is left at the right end is real.",
            view="noise",
        ),
        Step(
            "Resolve",
            "GCond takes the worst pair first. Below a cosine of −0.8 one of the two is dropped; "
            "below −0.5 the loser gives up its part along the winner; below 0 both give way, as "
            "in PCGrad. An arbiter picks the winner: who agrees with its own past, and is strong "
            "for its standards. *What each task keeps* shows the outcome.",
            view="round_kept",
        ),
        Step(
            "Does it pay?",
            "*Loss beside plain SGD's*: every lane has seen the same micro-batches. GCond and "
            "PCGrad on accumulated gradients lie on top of each other: almost all conflicts here "
            "are weak ones, where the two rules are the same. Lowest is PCGrad on each "
            "micro-batch, false conflicts and all. Do not generalise: at twice the learning rate "
            "the lanes change places.",
            view="lane_shares",
        ),
        Step(
            "A third of the price",
            "Gradients task by task cost three backward passes a micro-batch. In GCond's "
            "**stochastic mode** each micro-batch is for one task only, as cheap as plain SGD. "
            "On eight examples it ends well above GCond; on fifty, as here, within a few percent: "
            "every task has seen a third of the data.",
            {"gcond_steps": 6, "batch": 50},
            restart=True,
            view="lane_shares",
        ),
        Step(
            "A tight network",
            "Four units a layer and two examples a micro-batch: conflicts are strong, and now and "
            "then the arbiter has to decide. Look at *What each task keeps*, then at the losses: "
            "with another seed another lane wins.",
            {"width": 4, "batch": 2, "lr": 0.05, "gcond_steps": 4},
            restart=True,
            view="round_kept",
        ),
        Step(
            "Let the arbiter work",
            "What if every conflict had a winner and a loser? Here the zones are moved up as the "
            "run goes on: *main* begins just below 0. Who is dropped most often, and do the "
            "losses of the single tasks show it? Try another seed before you decide.",
            {"gcond_main": -0.05, "gcond_critical": -0.55},
            view="round_kept",
        ),
    ),
    tags=("conflict", "stochastic"),
    references=("alveslimarenko2025gcond", "yu2020gradient"),
    negative_controls=(
        # micro-batches of all examples: no noise, and nothing to accumulate away
        NegativeControl({"batch": 300, "examples": 30, "width": 4}, "no noise to average", 6),
    ),
)
