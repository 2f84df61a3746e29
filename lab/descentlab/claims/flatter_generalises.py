"""The flatter minima of longer steps are better on fresh examples."""

from __future__ import annotations

from descentlab.checks.flatness_by_rate import measured
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

ERROR = "error, longest over shortest rate, SGD"
BESIDE = "error at the longest rate, SGD over gradient descent"

claim = Claim(
    id="flatter_generalises",
    exhibit="flatter_by_longer_steps",
    reference="wu2023implicit",
    says=(
        "“SGD with a larger LR consistently demonstrates superior generalization capabilities”, "
        "and gradient descent's regularization “is provably too weak”."
    ),
    parts=(
        Part(
            "a sparse teacher: 16 times the rate, 0.7 of the error or less",
            f"sparse: {ERROR}",
            0,
            0.7,
        ),
        Part("and 0.7 of gradient descent's or less", f"sparse: {BESIDE}", 0, 0.7),
        Part("a ReLU network: 0.8 of the error or less", f"ReLU: {ERROR}", 0, 0.8),
        Part("and 0.8 of gradient descent's or less", f"ReLU: {BESIDE}", 0, 0.8),
        Part("a dense teacher: no larger an error", f"dense: {ERROR}", 0, 1.0),
    ),
    runs={"sparse": {}, "ReLU": {"model": "relu", "lr": 0.1}, "dense": {"matter": 40}},
    measure=measured,
    control=NegativeControl({"lr": 0.008, "warmup": 0}, "of gradient descent's or less", steps=20),
    scope=(
        "Two small models without label noise. The paper bounds the error by a norm of the "
        "weights, which is no promise for a dense teacher: that part is ours."
    ),
)
