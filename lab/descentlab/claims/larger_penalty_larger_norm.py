"""What gradient descent returns can grow in L1 norm as the L1 penalty grows."""

from __future__ import annotations

from descentlab.checks.non_smooth import norms
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

AGAIN = "late norm at the largest λ over the least"

claim = Claim(
    id="larger_penalty_larger_norm",
    exhibit="non_smooth",
    reference="krishnakumar2024gd",
    says=(
        "“increasing the regularization penalty leads to an increase in the L1 norm”, read of "
        "what gradient descent with a constant step returns."
    ),
    parts=(
        Part(
            "late iterates: at the largest λ 1.5 times the least or more", f"constant: {AGAIN}", 1.5
        ),
        Part(
            "before that it falls: the least is below half of that at λ = 0",
            "constant: least late norm over that at λ = 0",
            0,
            0.5,
        ),
    ),
    runs={"constant": {}, "falling": {"schedule": "inverse_sqrt", "lr": 1.0}},
    steps=300,
    measure=norms,
    beside=("constant: late norm at the largest λ", "falling: late norm at the largest λ"),
    control=NegativeControl(
        {"kink": "rounded", "rounding": 0.5, "dim": 8, "examples": 40, "lr": 0.05},
        "1.5 times the least or more",
        steps=200,
    ),
    scope="The lasso with 20 weights; the paper has networks as well.",
)
