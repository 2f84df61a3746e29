"""The Hessian of a network: a bulk at zero, and as many outliers as there are classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.outliers import outliers
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._settings import LearningRate
from descentlab.exhibits._spectra import AT_REST, MEASUREMENTS, PROCESS, VIEWS
from descentlab.problems._networks import Activation, Width
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.settings import Info, Range
from descentlab.update_rules.gradient_descent import GradientDescentSettings


@dataclass(frozen=True)
class SpectraSettings(DigitsMlpSettings, GradientDescentSettings):
    """Inputs of length one, at which the outliers stand clear; 3 466 parameters."""

    width: Width = 32
    activation: Activation = "relu"
    input_norm: Annotated[
        float,
        Range(0.1, 20.0, log=True),
        Info("input norm", "Root mean square length of an input.", group="problem"),
    ] = 1.0
    lr: LearningRate = 0.3


exhibit = Exhibit(
    id="hessian_spectra",
    title="The spectrum of the Hessian",
    claim=(
        "The Hessian of an over-parametrised network has a bulk of eigenvalues at zero and as many "
        "outliers as there are classes. More width adds to the bulk; the data move the outliers."
    ),
    paper="Sagun, Evci, Güney, Dauphin, Bottou (2017); Papyan (2019)",
    settings=SpectraSettings,
    problem=problem,
    process=PROCESS,
    measurements=MEASUREMENTS,
    extras=AT_REST,
    views=VIEWS,
    check=outliers,
    check_steps=100,
    presets=(
        Preset("ten digits", {}),
        Preset("five digits", {"classes": 5}),
        Preset("four times the width", {"width": 128}),
        Preset("a quarter of the width", {"width": 8}),
        Preset("cross-entropy", {"loss": "cross_entropy", "lr": 1.0}),
        Preset("full-size inputs", {"input_norm": 8.0, "lr": 0.1}),
    ),
    story=(
        Step(
            "Press play",
            "The loss is a function of 3 466 weights, so its Hessian has 3 466 eigenvalues. "
            "Nearly all of them are **at zero** (see *Spectral density*, on a log scale). A few "
            "leave, and there are exactly **ten**: one for each digit.",
            view="density",
        ),
        Step(
            "Fewer digits",
            "With five of the ten digits there are five outliers (*How many outliers* is the "
            "place of the widest gap). Late in training, when the loss is nearly gone, the gap "
            "closes.",
            {"classes": 5},
            view="outliers",
        ),
        Step(
            "More width",
            "Four times the width, ten times the weights. The outliers hardly move; what is added "
            "is added to the **bulk at zero**. New weights open directions in which the loss "
            "hardly bends.",
            {"width": 128},
            view="density_map",
        ),
        Step(
            "Why as many as classes?",
            "The Hessian is $H = G + R$. The outliers are those of $G$, the Gauss-Newton part, "
            "and $G = \\frac{1}{n}\\sum_i J_i^{\\top} \\nabla_z^2 \\ell_i\\, J_i$ is a sum over "
            "examples of gradients of outputs. Their averages over each class span the top "
            "eigenvectors: see *What the classes explain*.",
            view="explained",
        ),
        Step(
            "Where it stops being so clear",
            "Inputs eight times as long, as in the other exhibits on digits. The bulk has grown "
            "into the outliers, and the widest gap is often elsewhere. Can you still find ten "
            "outliers, by eye or under *Outliers and classes*? And which layer holds the sharpest "
            "of them?",
            {"input_norm": 8.0, "lr": 0.1},
            view="eigenvalues",
        ),
    ),
    tags=("landscape", "spectrum"),
    references=("sagun2017empirical", "papyan2019measurements"),
    picture="density",
    negative_controls=(
        # inputs so long that the bulk has grown into the outliers
        NegativeControl(
            {"input_norm": 8.0, "lr": 0.1, "classes": 5, "width": 8, "examples": 200},
            "outliers more often than not, 5 on 0%",
            steps=20,
        ),
    ),
)
