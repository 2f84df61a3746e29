"""No edge of stability on convex losses with bounded slopes: the paper's earlier word."""

from __future__ import annotations

from descentlab.checks.convex_edge import HOVERS, measured
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

AT = "λ₁ over 2/η at ratio"

claim = Claim(
    id="no_edge_on_lipschitz_convex",
    exhibit="lipschitz_edge",
    reference="krishnakumar2024gd",
    says=(
        "The earlier abstract: the edge of stability is inapplicable “even to Lipschitz continuous "
        "convex differentiable functions”. λ₁ then settles away from 2/η, by more than a quarter."
    ),
    parts=(
        Part("several weights, 1.5 times 2/λ₁(x*)", f"pseudo-Huber: {AT} 1.5", 0, 1 - HOVERS),
        Part("a single weight, 1.5 times", f"one weight: {AT} 1.5", 0, 1 - HOVERS),
        Part("separable logistic regression, 5 times", f"separable: {AT} 5", 0, 1 - HOVERS),
    ),
    runs={
        "pseudo-Huber": {},
        "one weight": {"dim": 1},
        "separable": {"function": "separable logistic"},
    },
    measure=measured,
    control=NegativeControl({"dim": 5}, "several weights", steps=220),
)
