"""Two losses of one picture: is there a conflict, and what does resolving it bring?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.pixels_and_structure import pixels_and_structure
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements.conductor import ConductorLanes, Resolution
from descentlab.measurements.gradient_noise import GradientNoise
from descentlab.measurements.held_out_lanes import HeldOutLanes
from descentlab.problems.hidden_patches import TASKS, HiddenPatchesSettings, problem
from descentlab.processes._conductor_lanes import ACCUMULATING
from descentlab.processes.aggregator_knobs import GcondKnobs
from descentlab.processes.gradient_conductor import ConductorSettings, GradientConductor
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.heavy_ball import MomentumSettings
from descentlab.update_rules.rmsprop import AdaptiveSettings
from descentlab.views.pixels_and_structure import VIEWS


@dataclass(frozen=True)
class _OptimizerSettings(Settings):
    """Which optimizer runs in all lanes, and its learning rate."""

    optimizer: Annotated[
        str,
        Choice("adam", "lion", "heavy_ball", "gradient_descent"),
        Info("optimizer", "What makes a step of an update, in all lanes."),
    ] = "adam"
    lr: Annotated[
        float, Range(1e-6, 1e2, log=True), Info("learning rate η", "Of a round's step.", True)
    ] = 5e-3


@dataclass(frozen=True)
class PixelsAndStructureSettings(
    AdaptiveSettings,
    MomentumSettings,
    _OptimizerSettings,
    HiddenPatchesSettings,
    GcondKnobs,
    ConductorSettings,
):
    """GCond as its second version has it, one step of Adam a round."""

    batch: Annotated[
        int,
        Range(1, 300),
        Info("examples B of each", "Drawn without repeats. Fewer, more noise.", True, "conductor"),
    ] = 64
    stretch: Annotated[
        str,
        Choice("K steps", "one step"),
        Info("a round's step", "K learning rates long, or one.", True, "conductor"),
    ] = "one step"
    gcond_form: Annotated[
        str,
        Choice("zones", "smooth"),
        Info("GCond's form", "As first published, or as in the second version.", True, "knobs"),
    ] = "smooth"


exhibit = Exhibit(
    id="pixels_and_structure",
    title="Pixels and structure",
    claim=(
        "Fill in a picture by an L1 and an SSIM loss, and here the two agree: with nothing to "
        "resolve GCond ends where the weighted sum does. Its stochastic mode, each micro-batch "
        "for one loss only, ends within 5 % of it at half of the backward passes."
    ),
    paper="Alves Limarenko et al. (2025)",
    settings=PixelsAndStructureSettings,
    problem=problem,
    process=GradientConductor(ACCUMULATING),
    measurements=(
        ConductorLanes(ACCUMULATING, TASKS, "sum of K"),
        HeldOutLanes(ACCUMULATING, TASKS),
        GradientNoise(TASKS),
        Resolution(TASKS),
    ),
    views=VIEWS,
    check=pixels_and_structure,
    check_steps=60,
    presets=(
        Preset("as in the paper, but small", {}),
        Preset("one picture a micro-batch", {"batch": 1, "gcond_steps": 2}),
        Preset("most is hidden", {"hidden": 0.8}),
        Preset("at odds by design", {"structure_of": "its negative"}),
        Preset("in Lion", {"optimizer": "lion", "lr": 1e-3}),
    ),
    story=(
        Step(
            "Half a picture",
            "Half of each scan's patches are hidden; a network fills them in. One loss asks for "
            "the right **pixels** (L1), the other for the right **structure** (SSIM), as in the "
            "paper. Press play: the arrows are the two gradients at their true angle.",
            view="gradient_arrows",
        ),
        Step(
            "No conflict",
            "*Angles, all examples* stays above 0: what helps the pixels helps the structure. "
            "GCond then changes nothing, and neither does PCGrad. The lanes of both lie on that of "
            "the weighted sum.",
            view="true_cosines",
        ),
        Step(
            "Lower losses?",
            "On ImageNet the paper has GCond a quarter below the sum in both losses. Not here, and "
            "it cannot come from resolving what does not conflict: GCond's own momentum and "
            "normalisation, which this lab leaves to the optimizer, would be another matter.",
            view="fresh_pixels",
        ),
        Step(
            "Half the price",
            "Each loss's gradient takes a backward pass of its own. In the **stochastic mode** "
            "half of a round's micro-batches are for the pixels, half for the structure: as cheap "
            "as the sum. What does it lose? Compare both curves on fresh digits.",
            view="lane_passes",
        ),
        Step(
            "At odds by design",
            "Now SSIM compares with the picture's **negative**, and the arrows part. Here there is "
            "something to resolve. Which lane serves whom: whose pixels are right, whose "
            "structure, and does any lane win both?",
            {"structure_of": "its negative"},
            restart=True,
            view="gradient_arrows",
        ),
    ),
    tags=("conflict", "stochastic"),
    references=("alveslimarenko2025gcond", "wang2004image"),
    picture="fresh_pixels",
    negative_controls=(
        # the structure of the negative is asked for: the losses do conflict
        NegativeControl(
            {"structure_of": "its negative", "width": 4, "examples": 30},
            "pixels and structure agree at",
            5,
        ),
    ),
)
