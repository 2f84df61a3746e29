"""With a constant step gradient descent stalls at a kink, where it would converge without."""

from __future__ import annotations

from descentlab.checks.kink_convergence import kink_convergence
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="non_smooth_convergence_differs",
    exhibit="non_smooth",
    reference="krishnakumar2024gd",
    says=(
        "Gradient methods on losses with kinks have other convergence properties than on smooth "
        "ones."
    ),
    parts=(
        Part("at a kink the gap stops falling", "kink, η: gap at the end over a quarter", 0.3),
        Part("at a floor proportional to η", "exponent of the kink's floor", 0.7, 1.3),
        Part("without one it falls on and on", "smooth: late gap", at_most=1e-6),
        Part("a kink rounded wide enough is none", "rounded: late gap", at_most=1e-6),
    ),
    runs={
        "kink, η": {"dim": 8, "lr": 0.05},
        "kink, η/2": {"dim": 8, "lr": 0.025},
        "kink, η/4": {"dim": 8, "lr": 0.0125},
        "smooth": {"dim": 8, "penalty": 0.0},
        "rounded": {"dim": 8, "kink": "rounded", "rounding": 0.2},
    },
    steps=500,
    measure=kink_convergence,
    beside=("kink, η: late gap", "kink, η/4: late gap"),
    control=NegativeControl(
        {"kink": "rounded", "rounding": 0.3, "examples": 40},
        "at a floor proportional to η",
        steps=120,
    ),
    scope="The lasso with λ = 1 and eight weights; the paper has networks as well.",
)
