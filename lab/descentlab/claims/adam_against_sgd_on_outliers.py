"""Adam against gradient descent on outliers with opposing signals."""

from __future__ import annotations

from descentlab.checks.opposing_runs import adam_on_outliers
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

DESCENT = {"optimizer": "gradient_descent"}
ADAM = {"optimizer": "adam"}
#: Of five learning rates a factor of two apart, the two at which each ended lowest at seed 0.
RATES = (
    ("descent 1", {**DESCENT, "lr": 0.5}),
    ("descent 2", {**DESCENT, "lr": 1.0}),
    ("adam 1", {**ADAM, "coordinate_lr": 0.01}),
    ("adam 2", {**ADAM, "coordinate_lr": 0.02}),
)

claim = Claim(
    id="adam_against_sgd_on_outliers",
    exhibit="opposing_signals",
    reference="rosenfeld2024outliers",
    says=(
        "Opposing signals are “a new lens through which to study and improve modern training "
        "practices for stochastic optimization”, highlighted “via a case study of Adam versus "
        "SGD”: what sets Adam apart is how it takes the outliers."
    ),
    runs={
        f"{data}, {name}": {**settings, "fraction": fraction}
        for data, fraction in (("planted", 0.1), ("clean", 0.0))
        for name, settings in RATES
    },
    measure=adam_on_outliers,
    parts=(
        Part(
            "with outliers Adam ends at half of gradient descent's loss or lower",
            "loss of gradient descent over Adam's, planted",
            2,
        ),
        Part(
            "the groups swing less under Adam",
            "swing of the groups, gradient descent over Adam",
            3,
        ),
        Part(
            "that is the outliers' doing: without them its advantage is smaller",
            "advantage with planted examples over that without",
            1.25,
        ),
    ),
    beside=("loss of gradient descent over Adam's, clean",),
    control=NegativeControl(
        {"coordinate_lr": 1e-5, "width": 4, "examples": 20},
        "with outliers Adam ends at half",
        steps=10,
    ),
    scope="Full batches and 100 steps of a small MLP; the paper's case study is stochastic.",
)
