"""The L1 norm of the minimiser never grows with the penalty."""

from __future__ import annotations

from descentlab.checks.non_smooth import norms
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="larger_penalty_larger_optimal_norm",
    exhibit="non_smooth",
    reference="krishnakumar2024gd",
    says=(
        "“increasing the regularization penalty leads to an increase in the L1 norm of optimal "
        "solutions”, read as it stands: of the minimisers."
    ),
    parts=(
        Part(
            "from some λ to the next the minimiser's norm rises",
            "constant: largest rise of the minimiser's norm",
            1e-6,
        ),
    ),
    runs={"constant": {}},
    steps=300,
    measure=norms,
    control=NegativeControl({"dim": 8, "examples": 40}, "the minimiser's norm rises", steps=100),
    scope="Nine penalties of the lasso, minimisers by coordinate descent. A convex argument "
    "forbids it at any.",
)
