"""Small and large batches drift apart, and yet end in one basin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.one_basin import one_basin
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements.connection import Connection
from descentlab.measurements.eigenvalues import Eigenvalues
from descentlab.measurements.landscape import ClassifierLandscapeSettings, LandscapePlane, Rebase
from descentlab.measurements.loss import ACCURACY, Loss
from descentlab.measurements.side_by_side import LossSideBySide, SharpnessSideBySide
from descentlab.problems._classification import LossName
from descentlab.problems._networks import Width
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.processes.large_and_small_batch import BatchSettings, LargeAndSmallBatch
from descentlab.settings import Choice, Info, Range
from descentlab.views import basin

NETWORKS = ("large batch", "small batch")


@dataclass(frozen=True)
class BasinSettings(ClassifierLandscapeSettings, DigitsMlpSettings, BatchSettings):
    """η = 0.2 takes both networks down to a loss of 0.02 in 400 steps, a fifth of ‖w‖ apart."""

    width: Width = 32
    loss: LossName = "cross_entropy"
    lr: Annotated[
        float,
        Range(1e-3, 5.0, log=True),
        Info("learning rate η", "The step of both networks is η times their gradient.", True),
    ] = 0.2
    plane: Annotated[
        str,
        Choice("through_three_points", "trajectory_pca", "gradient_and_eigenvector"),
        Info("plane", "Two directions in weight space the landscape is cut along.", True, "view"),
    ] = "through_three_points"
    rebase: Rebase = 25


exhibit = Exhibit(
    id="one_basin",
    title="One basin",
    claim=(
        "From one start, training with small and with large batches drifts apart but stays in one "
        "basin: the straight line between the two networks has no barrier."
    ),
    paper="Sagun, Evci, Güney, Dauphin, Bottou (2017)",
    settings=BasinSettings,
    problem=problem,
    process=LargeAndSmallBatch(),
    measurements=(
        Loss(ACCURACY),
        Eigenvalues(k=1),
        LandscapePlane(),
        LossSideBySide(NETWORKS),
        SharpnessSideBySide(NETWORKS),
        Connection(),
    ),
    views=basin.VIEWS,
    check=one_basin,
    check_steps=250,
    presets=(
        Preset("one start", {}),
        Preset("two starts", {"second_start": "shuffled"}),
        Preset("large step", {"lr": 0.5}),
        Preset("batches of one", {"small_batch": 1, "lr": 0.05}),
    ),
    story=(
        Step(
            "Press play",
            "Two networks leave the same point. One sees all 500 digits at every step, the other "
            "**ten** of them, chosen at random. They drift apart: see *How far apart*.",
            view="separation",
        ),
        Step(
            "Walk across",
            "Every 50 steps the loss is measured on the straight line from one to the other (*The "
            "way between them*). It sags or stays level: there is **no hump**. The noise chose "
            "another point of the same valley floor.",
            view="way",
        ),
        Step(
            "Two starts",
            "Now the second network starts from the same numbers in another order. The straight "
            "line climbs a **barrier**: the two ends look like two basins. But a curve fitted for "
            "a moment finds a way round it, nearly level.",
            {"second_start": "shuffled"},
            view="barrier",
        ),
        Step(
            "Longer steps",
            "With a larger η the networks get further apart, and the line begins to rise a little "
            "at the end. Is that a barrier, $\\max_t\\, [L(\\varphi(t)) - (1-t)L(a) - tL(b)]$ "
            "above 0? The check draws the line at 2 % of the first loss. Where would you draw it, "
            "and does a longer run change your mind?",
            {"lr": 0.5, "second_start": "same"},
            restart=True,
            view="barrier",
        ),
    ),
    tags=("landscape", "stochastic"),
    references=("sagun2017empirical",),
    negative_controls=(
        NegativeControl(
            {"second_start": "shuffled", "width": 8, "examples": 100},
            "the straight line climbs over a barrier",
            steps=50,
        ),
    ),
)
