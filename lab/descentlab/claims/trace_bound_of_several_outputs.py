"""With several outputs, which come together in a batch, the bound is 2m/tr H."""

from __future__ import annotations

from descentlab.checks.sgd_stability import several_outputs
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="trace_bound_of_several_outputs",
    exhibit="sgd_stability",
    reference="mulayoff2024exact",
    says=(
        "With m outputs SGD with batches of one can be stable up to 2m/tr H, but not beyond: the "
        "bound 2/tr H is that of one output."
    ),
    parts=(
        Part("stable up to 2m/tr H at most", "exact rate over 2m/tr H", 0, 1.001),
        Part("and beyond 2/tr H, the bound of one output", "exact rate over 2/tr H", 1.001),
        Part("the examples are fitted", "loss", at_most=1e-2),
    ),
    runs={"": {"batch": 1, "classes": 2, "examples": 40, "width": 16, "full_until": 400}},
    steps=400,
    measure=several_outputs,
    beside=("2/λ₁ over the exact rate",),
    control=NegativeControl(
        {"classes": 4, "width": 2, "examples": 20}, "the examples are fitted", steps=100
    ),
    scope="An MLP on two digits, at gradient descent's minimum.",
)
