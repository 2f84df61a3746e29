"""The edge of stability on convex losses with bounded slopes: the paper's later word."""

from __future__ import annotations

from descentlab.checks.convex_edge import HOVERS, measured
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

AT = "λ₁ over 2/η at ratio"
LOW, HIGH = 1 - HOVERS, 1 + HOVERS

claim = Claim(
    id="edge_on_lipschitz_convex",
    exhibit="lipschitz_edge",
    reference="krishnakumar2024gd",
    says=(
        "The later abstract: “we demonstrate its occurrence” on Lipschitz continuous convex "
        "differentiable functions. λ₁ then hovers at 2/η, to a quarter."
    ),
    parts=(
        Part("pseudo-Huber, 1.5 times 2/λ₁(x*)", f"pseudo-Huber: {AT} 1.5", LOW, HIGH),
        Part("pseudo-Huber, twice", f"pseudo-Huber: {AT} 2", LOW, HIGH),
        Part("pseudo-Huber, three times", f"pseudo-Huber: {AT} 3", LOW, HIGH),
        Part("logistic, 1.5 times", f"logistic: {AT} 1.5", LOW, HIGH),
        Part("a single weight, 1.5 times", f"one weight: {AT} 1.5", LOW, HIGH),
    ),
    runs={"pseudo-Huber": {}, "logistic": {"function": "logistic"}, "one weight": {"dim": 1}},
    measure=measured,
    beside=(f"pseudo-Huber: {AT} 8", f"one weight: {AT} 3"),
    control=NegativeControl({"dim": 1}, "pseudo-Huber, 1.5 times", steps=220),
)
