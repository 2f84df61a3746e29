"""Regularised Newton converges linearly on cross-entropies, with the Hessian or without."""

from __future__ import annotations

from descentlab.checks.hessian_models import LINEAR, SUBLINEAR
from descentlab.checks.smoothness_claims import rates_of_all
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="linear_rates_with_approximate_hessians",
    exhibit="gradient_normalised_newton",
    reference="semenov2025gradient",
    says=(
        "“global linear rates in logistic regression and softmax problems with approximate "
        "Hessians”"
    ),
    runs={
        "logistic, longer inputs": {"classes": 2, "input_norm": 16.0},
        "ten classes": {"classes": 10},
        "unfitted": {"family": "label_noise", "classes": 2},
    },
    steps=120,
    measure=rates_of_all,
    parts=(
        Part(
            "with every approximate Hessian the rate is linear where the labels can be fitted",
            "fitted: largest order of an approximate Hessian",
            at_most=LINEAR,
        ),
        Part(
            "so it is with the exact one",
            "fitted: order, exact Hessian",
            at_most=LINEAR,
        ),
        Part(
            "and that where they cannot",
            "unfitted: order, exact Hessian",
            at_most=LINEAR,
        ),
        Part(
            "gradient descent with a fixed step is not linear on the same losses",
            "fitted: least order, gradient descent",
            at_least=SUBLINEAR,
        ),
    ),
    beside=("unfitted: largest order of an approximate Hessian",),
    control=NegativeControl(
        {"family": "label_noise", "classes": 2, "examples": 180},
        "with every approximate Hessian the rate is linear",
        steps=16,
    ),
    scope=(
        "The theory asks for a model that is wrong by no more than a multiple of ‖∇L‖. Every model "
        "is where the labels can be fitted; where they cannot, the empirical Fisher, its diagonal "
        "and H = 0 are not, and lose the linear rate here. The paper's own approximation of a "
        "soft maximum was not tried."
    ),
)
