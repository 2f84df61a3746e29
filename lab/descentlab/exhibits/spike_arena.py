"""One optimizer under several controllers, through one spike of the learning rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.spike_arena import spike_arena
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._settings import SoftmaxLoss
from descentlab.measurements.arena import Arena
from descentlab.problems._networks import Activation, Width
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.processes.controlled import LimitSettings
from descentlab.processes.spike_arena import SpikeArena, SpikeSettings
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.heavy_ball import MomentumSettings
from descentlab.update_rules.rmsprop import AdaptiveSettings
from descentlab.update_rules.sgd import Batch, BatchSizeSettings
from descentlab.views.spike_arena import VIEWS

ARENA = SpikeArena(
    ("none", "clip", "norm_cap", "line_search", "gradient_direction", "radius", "exact_radius")
)


@dataclass(frozen=True)
class _OptimizerSettings(Settings):
    """Which optimizer runs in all lanes, and its learning rate but for the spike."""

    optimizer: Annotated[
        str,
        Choice("adam", "heavy_ball", "gradient_descent"),
        Info("optimizer", "In all lanes. Heavy-ball wants η some ten times larger than Adam."),
    ] = "adam"
    lr: Annotated[
        float,
        Range(1e-5, 1.0, log=True),
        Info("learning rate η", "Before and after the spike.", True),
    ] = 3e-3


@dataclass(frozen=True)
class SpikeArenaSettings(
    DigitsMlpSettings,
    BatchSizeSettings,
    AdaptiveSettings,
    MomentumSettings,
    LimitSettings,
    _OptimizerSettings,
    SpikeSettings,
):
    """A small network that full-batch Adam has brought to 95 % when the spike comes."""

    loss: SoftmaxLoss = "cross_entropy"
    activation: Activation = "gelu"
    width: Width = 32
    batch: Batch = 1797  # as large as the data is all of them


STORY = (
    Step(
        "Seven lanes, one optimizer",
        "The same network, the same start, the same Adam in every lane. For fifty steps "
        "nothing calls for a controller, and *Training accuracy* climbs alike in all.",
        view="arena_accuracies",
    ),
    Step(
        "One step, 10,000 times too long",
        "At step 50 the learning rate is multiplied by 10,000, for that step only. *Plain* "
        "and *clipping* take a step hundreds of times ρ_a and lose what they had learned. "
        "Clipping cannot help: the fault is in η, and Adam divides by the size of past "
        "gradients anyway.",
        view="arena_ratios",
    ),
    Step(
        "Why it does not come back",
        "Look at *ρ_a along each lane's step*: large weights make large logits, the radius is "
        "now thousands of times shorter, and ordinary steps stand far beyond it.",
        view="arena_radii",
    ),
    Step(
        "Measure where you step",
        "*ρ_a of the gradient* limits $\\eta\\|\\nabla L\\|$ by the radius along the "
        "gradient. Adam goes elsewhere and farther: its step is still some hundred radii "
        "long, and the lane collapses with the plain one; after that the rule takes a "
        "thousandth of every step. *ρ_a of the step* costs the same and looks along the step "
        "that is really taken.",
        view="arena_ratios",
    ),
    Step(
        "The cap that knows nothing",
        "The *norm cap* survives as well: no step is longer than twice the median of the last "
        "fifty. Whoever recommends a radius has to name a case where the cap fails. Here is "
        "one: a spike at the very first step, when a cap has no past to go by.",
        {"spike_at": 0, "spike_steps": 1, "spike": 1e4},
        restart=True,
        view="arena_accuracies",
    ),
    Step(
        "A longer spike",
        "Twenty such steps in a row. *ρ_a of the step* goes on with steps of exactly that "
        "length, *ρ* of the step* longer ones, on some of which the loss rises: no radius "
        "promises that it falls. *Clipping* collapses at first and then learns anew, far from "
        "where it was. And without a spike (set it to 1), do the radii ever have anything to "
        "do?",
        {"spike_at": 50, "spike_steps": 20, "spike": 1e4},
        restart=True,
        view="arena_losses",
    ),
)

exhibit = Exhibit(
    id="spike_arena",
    title="The spike arena",
    claim=(
        "One step with a learning rate 10,000 times too large leaves Adam untrained, with gradient "
        "clipping as without. Shortening the step to ρ_a along the step itself saves it; ρ_a along "
        "the gradient, as in the author's own comparison, does not. A cap at twice the median step "
        "length, which knows nothing of softmax, saves it too."
    ),
    paper="Sao (2026)",
    settings=SpikeArenaSettings,
    problem=problem,
    process=ARENA,
    measurements=(Arena(ARENA),),
    views=VIEWS,
    check=spike_arena,
    check_steps=95,
    presets=(
        Preset("default", {}),
        Preset("no spike", {"spike": 1.0}),
        Preset("a spike of 100", {"spike": 100.0}),
        Preset("a long spike", {"spike_steps": 20}),
        Preset("at the first step", {"spike_at": 0}),
        Preset("batches of 64", {"batch": 64}),
        Preset("heavy-ball", {"optimizer": "heavy_ball", "lr": 0.03}),
    ),
    story=STORY,
    tags=("softmax", "optimizers"),
    references=("sao2026ghosts",),
    negative_controls=(
        NegativeControl(
            {"spike": 1.0, "spike_at": 2, "lr": 0.02, "width": 6, "examples": 40},
            "clipping ended at",
            steps=43,
        ),
    ),
)
