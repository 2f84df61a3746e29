"""Stability binds gradient descent by the largest eigenvalue alone."""

from __future__ import annotations

from descentlab.checks.flatness_by_rate import measured
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

TRACE = "tr H over 2/η at the longest rate, gradient descent"
TOP = "λ₁ over 2/η, gradient descent, most"
RUNS = {"diagonal": {}, "ReLU": {"model": "relu", "lr": 0.1}}

claim = Claim(
    id="gd_only_bounds_the_largest_eigenvalue",
    exhibit="flatter_by_longer_steps",
    reference="wu2023implicit",
    says=(
        "“for gradient descent (GD), the stability imposes a similar constraint but only on the "
        "largest eigenvalue of Hessian”."
    ),
    parts=(
        *(Part(f"{r}: it rests where tr H is above 2/η", f"{r}: {TRACE}", 1.5) for r in RUNS),
        *(Part(f"{r}: and λ₁ below", f"{r}: {TOP}", 0, 1.02) for r in RUNS),
    ),
    runs=RUNS,
    measure=measured,
    control=NegativeControl(
        {"lr": 0.008, "warmup": 0}, "it rests where tr H is above 2/η", steps=20
    ),
)
