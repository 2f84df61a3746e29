"""Fisher and Gauss–Newton in regularised Newton on a network, which is not convex."""

from __future__ import annotations

from descentlab.checks.hessian_models import LINEAR
from descentlab.checks.smoothness_claims import beside_nothing
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="fisher_gauss_newton_nonconvex",
    exhibit="gradient_normalised_newton",
    reference="semenov2025gradient",
    says=(
        "The results apply “in non-convex optimization using Fisher and Gauss-Newton "
        "approximations”."
    ),
    runs={"network": {"family": "network", "classes": 10}},
    steps=60,
    measure=beside_nothing,
    parts=(
        Part(
            "with Gauss–Newton, here the Fisher matrix, the loss falls linearly",
            "order, Gauss–Newton",
            at_most=LINEAR,
        ),
        Part(
            "to a millionth of what it was",
            "gap left, Gauss–Newton",
            at_most=1e-6,
        ),
        Part(
            "three times as fast a step as with no Hessian at all",
            "rate, Gauss–Newton, over that of H = 0",
            at_least=3.0,
        ),
    ),
    beside=("order, exact Hessian", "rate, empirical Fisher, over that of H = 0"),
    # ten normal inputs: there is little curvature to know
    control=NegativeControl(
        {"family": "power"}, "three times as fast a step as with no Hessian at all", steps=30
    ),
    scope=(
        "A network with one hidden layer of 12 units on 300 digits, all examples at every step; "
        "the paper has Rosenbrock's function and systems of non-linear equations. Per step, not "
        "per unit of work: a Gauss–Newton step takes some twenty products. The empirical Fisher, "
        "of which the paper does not speak, is no better here than no Hessian."
    ),
)
