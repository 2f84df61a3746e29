"""Which minima SGD can stay at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.sgd_stability import sgd_stability
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._settings import LearningRate
from descentlab.measurements.batch_sharpness import BatchSharpness
from descentlab.measurements.critical_rates import CriticalRates
from descentlab.measurements.distance_beside import DistanceBeside
from descentlab.measurements.loss import Loss
from descentlab.measurements.side_by_side import LossSideBySide
from descentlab.problem import ProblemKind
from descentlab.problems._examples import TAKES_DATA
from descentlab.problems._networks import Width
from descentlab.problems.digits_mlp import DigitsMlpSettings, build
from descentlab.processes.sgd_beside_full_batch import FULL, LeaveSettings, SgdBesideFullBatch
from descentlab.settings import Choice, Info, Range
from descentlab.update_rules.gradient_descent import GradientDescentSettings
from descentlab.update_rules.sgd import Batch, BatchSizeSettings
from descentlab.views.sgd_stability import VIEWS

NAMES = ("SGD", FULL)


@dataclass(frozen=True)
class SgdStabilitySettings(
    DigitsMlpSettings, BatchSizeSettings, LeaveSettings, GradientDescentSettings
):
    """Few examples and outputs: the network fits them, and the operator is small enough."""

    lr: LearningRate = 0.4
    batch: Batch = 4
    width: Width = 24
    examples: Annotated[
        int,
        Range(10, 150),
        Info("examples", "Training examples; the exact operator allows no more.", group="problem"),
    ] = 60
    classes: Annotated[
        int, Range(2, 4), Info("classes", "The digits 0, 1, ... told apart.", group="problem")
    ] = 2
    loss: Annotated[
        str,
        Choice("mse"),
        Info("loss", "½ mean ‖output − one-hot‖²: what the theory is about.", group="problem"),
    ] = "mse"


exhibit = Exhibit(
    id="sgd_stability",
    title="Where SGD can stay",
    claim=(
        "A minimum at which gradient descent is stable need not be one for SGD: with the same η, "
        "small batches leave it, and end where their own critical learning rate, which falls with "
        "tr H and not only with λ₁, lies above η."
    ),
    paper=(
        "Ma & Ying (2021); Wu & Su (2023); Mulayoff & Michaeli (2024); "
        "Andreyev & Beneventano (2024)"
    ),
    settings=SgdStabilitySettings,
    problem=ProblemKind("MLP on a few digits", SgdStabilitySettings, build, TAKES_DATA),
    process=SgdBesideFullBatch(),
    measurements=(
        Loss(),
        LossSideBySide(NAMES),
        DistanceBeside((FULL,)),
        CriticalRates(),
        BatchSharpness(NAMES),
    ),
    views=VIEWS,
    check=sgd_stability,
    check_steps=400,
    presets=(
        Preset("default", {}),
        Preset("SGD from the start", {"full_until": 0}),
        Preset("batches of one", {"batch": 1, "lr": 0.2}),
        Preset("a rate it can stay at", {"lr": 0.1}),
    ),
    story=(
        Step(
            "First, gradient descent",
            "For 200 steps the batch is all examples. The run comes to a minimum with "
            "$2/\\lambda_1$ about η: as sharp as gradient descent can hold.",
            view="critical_rates",
        ),
        Step(
            "Now batches of four",
            "At that minimum the **exact** critical rate of batches of four is below η. It is the "
            "largest rate at which the mean square distance from the minimum does not grow, "
            "computed from every example's Jacobian. From step 200 on the run sees four examples "
            "at a time: its loss rises, it moves away, and ends where its critical rate lies "
            "above η.",
            view="critical_rates",
        ),
        Step(
            "A rate it can stay at",
            "With a quarter of η both minima are stable for both, and nothing happens when the "
            "batches begin: SGD stays where it is. The batches are as noisy as before; what has "
            "changed is on which side of η the critical rate lies.",
            {"lr": 0.1},
            restart=True,
            view="distance_beside",
        ),
        Step(
            "Batches of one",
            "For single examples the trace rules: the critical rate is at most "
            "$2m/\\operatorname{tr} H$ with m outputs, and nearly that when all examples count "
            "alike.",
            {"batch": 1, "lr": 0.2},
            restart=True,
            view="critical_rates",
        ),
        Step(
            "What batches feel",
            "Does *batch sharpness*, the curvature $\\frac{g_B^{\\top} H_B\\, g_B}{\\|g_B\\|^2}$ "
            "along each batch's gradient in that batch, tell where SGD goes? In long stochastic "
            "training with noise left it is observed near $2/\\eta$; here, where the data are "
            "fitted, the exact rate is the better guide. Compare the two with batches of 16: "
            "which of them moves?",
            {"batch": 16, "lr": 0.4},
            restart=True,
            view="sharpness_notions",
        ),
    ),
    tags=("edge of stability", "stochastic"),
    references=("ma2021linear", "wu2023implicit", "mulayoff2024exact", "andreyev2024edge"),
    negative_controls=(
        # two hidden units cannot fit four digits: the theory is of minima that fit their data
        NegativeControl(
            {"width": 2, "classes": 4, "examples": 20, "full_until": 60},
            "the data are not fitted",
            steps=160,
        ),
    ),
)
