"""Any four optimizers, by name, from one start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.optimizer_race import optimizer_race
from descentlab.exhibit import Exhibit, NegativeControl, Preset
from descentlab.exhibits._optimizer_race_story import STORY
from descentlab.measurements.landscape import ClassifierLandscapeSettings, LandscapePlane
from descentlab.measurements.optimizer_race import LaneSharpness, Standings
from descentlab.optimizers.curated import curated
from descentlab.problems._networks import Width
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.processes.optimizer_race import OptimizerRace
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.sgd import Batch, BatchSizeSettings
from descentlab.views.optimizer_race import VIEWS

_RATES = Range(1e-5, 10.0, log=True)


def _optimizer(lane: str):
    told = "Any of torch.optim, pytorch_optimizer and the lab; another one begins with no memory."
    return Annotated[str, Choice(*curated()), Info(f"{lane}: optimizer", told, True)]


def _rate(lane: str):
    told = f"Lane {lane}'s own learning rate. Rules of a kind want it alike, others not at all."
    return Annotated[float, _RATES, Info(f"{lane}: learning rate η", told, True)]


@dataclass(frozen=True)
class _LaneSettings(Settings):
    """Who runs in each lane."""

    optimizer_a: _optimizer("A") = "AdamW"
    lr_a: _rate("A") = 0.015
    optimizer_b: _optimizer("B") = "cautious AdamW"
    lr_b: _rate("B") = 0.015
    optimizer_c: _optimizer("C") = "Muon"
    lr_c: _rate("C") = 0.1
    optimizer_d: _optimizer("D") = "PolarGrad"
    lr_d: _rate("D") = 0.2


@dataclass(frozen=True)
class OptimizerRaceSettings(
    ClassifierLandscapeSettings, DigitsMlpSettings, BatchSizeSettings, _LaneSettings
):
    """A small network on all of its examples."""

    width: Width = 32
    batch: Batch = 1797  # as large as the data is all of them
    plane: Annotated[
        str,
        Choice(
            "trajectory_pca",
            "gradient_and_eigenvector",
            "top_eigenvectors",
            "random_filter_normalised",
        ),
        Info("plane", "Two directions in weight space the landscape is cut along.", True, "view"),
    ] = "trajectory_pca"


def _lanes(*chosen: tuple[str, float]) -> dict[str, object]:
    """Settings for four optimizers with their learning rates."""
    named = zip("abcd", chosen, strict=True)
    pairs = [((f"optimizer_{j}", word), (f"lr_{j}", rate)) for j, (word, rate) in named]
    return dict(item for pair in pairs for item in pair)


exhibit = Exhibit(
    id="optimizer_race",
    title="A race of optimizers",
    claim=(
        "Cautious AdamW raises the loss at fewer steps than AdamW and comes faster to the same "
        "loss. At a fixed learning rate Muon, whose steps keep their length, stalls, while "
        "PolarGrad's steps shrink with the gradient and it goes on."
    ),
    paper="Liang, Chen, Liu, Liu (2024); Lau, Long, Su (2025)",
    settings=OptimizerRaceSettings,
    problem=problem,
    process=OptimizerRace(),
    measurements=(Standings(), LaneSharpness(), LandscapePlane()),
    views=VIEWS,
    check=optimizer_race,
    check_steps=200,
    presets=(
        Preset("default", {}),
        Preset(
            "plain, momentum, Nesterov, Adam",
            _lanes(("SGD", 0.3), ("momentum", 0.1), ("Nesterov", 0.1), ("Adam", 0.01)),
        ),
        Preset(
            "matrices",
            _lanes(
                ("Muon", 0.03),
                ("PolarGrad", 0.2),
                ("PolarGrad, no norm", 0.03),
                ("AdamW", 0.01),
            ),
        ),
        Preset(
            "cautious or not",
            _lanes(
                ("momentum", 0.3),
                ("cautious momentum", 0.3),
                ("AdamW", 0.02),
                ("cautious AdamW", 0.02),
            ),
        ),
        Preset("batches of 32", {"batch": 32}),
    ),
    story=STORY,
    tags=("optimizers", "landscape"),
    references=("liang2024cautious", "lau2025polargrad"),
    picture="landscape",
    # steps so short that their fixed length is not yet what keeps Muon from going on
    negative_controls=(
        NegativeControl(
            {"lr_c": 0.001, "width": 8, "examples": 30, "batch": 30, "rebase": 0},
            "Muon did not stall",
            steps=151,
        ),
    ),
)
