"""What the data do to the outliers: their number is the classes', their place the separation's."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.outliers import outliers
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._settings import LearningRate
from descentlab.exhibits._spectra import AT_REST, MEASUREMENTS, PROCESS, VIEWS
from descentlab.problems.gaussian_classes import GaussianClassesSettings, problem
from descentlab.update_rules.gradient_descent import GradientDescentSettings


@dataclass(frozen=True)
class SeparabilitySettings(GaussianClassesSettings, GradientDescentSettings):
    """Four clouds two standard deviations apart: some points cannot be told."""

    lr: LearningRate = 0.5


exhibit = Exhibit(
    id="outliers_and_separability",
    title="What the data do to the outliers",
    claim=(
        "With cross-entropy the Hessian has one outlier less than there are classes, however far "
        "apart the classes are; how far apart they are moves where the outliers lie."
    ),
    paper="Sagun, Evci, Güney, Dauphin, Bottou (2017); Papyan (2019)",
    settings=SeparabilitySettings,
    problem=problem,
    process=PROCESS,
    measurements=MEASUREMENTS,
    extras=AT_REST,
    views=VIEWS,
    check=outliers,
    check_steps=100,
    presets=(
        Preset("four clouds", {}),
        Preset("hardly apart", {"separation": 0.5}),
        Preset("far apart", {"separation": 8.0}),
        Preset("ten clouds", {"classes": 10}),
        Preset("squared loss", {"loss": "mse"}),
    ),
    story=(
        Step(
            "Three, not four",
            "Four clouds, cross-entropy: the spectrum has **three** outliers. Softmax does not "
            "notice when the same number is added to every logit, so one of the four directions "
            "is flat.",
            view="outliers",
        ),
        Step(
            "Far apart",
            "The same network on clouds eight standard deviations apart: still three. As soon as "
            "every point is told with certainty all curvature goes, and the outliers sink into "
            "the bulk together.",
            {"separation": 8.0},
            view="eigenvalues",
        ),
        Step(
            "Hardly apart",
            "Half a standard deviation: still three, and low, because there is little to be "
            "learned. In between they are highest: the move is **not monotone**.",
            {"separation": 0.5},
            view="eigenvalues",
        ),
        Step(
            "Squared loss",
            "No softmax, no flat direction: four clouds, **four** outliers. Which classes do they "
            "belong to? *Outliers and classes* tells. Then add clouds under *classes*: how many "
            "outliers do you expect with seven, for either loss?",
            {"loss": "mse"},
            view="outliers",
        ),
    ),
    tags=("landscape", "spectrum"),
    references=("sagun2017empirical", "papyan2019measurements"),
    picture="density",
    negative_controls=(
        # every point is told with certainty, and the curvature of the outliers is gone
        NegativeControl(
            {"separation": 8.0, "lr": 3.0, "width": 8, "examples": 100},
            "outliers more often than not, 3 on 0%",
            steps=40,
        ),
    ),
)
