"""GCond inside Adam and Lion."""

from __future__ import annotations

from descentlab.checks.gcond_claims import beside_the_sum
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="gcond_with_adaptive_optimizers",
    exhibit="gradient_conductor",
    reference="alveslimarenko2025gcond",
    says="“It also showed compatibility with modern optimizers such as AdamW and Lion/LARS.”",
    parts=(
        Part("in Adam it ends below the plain sum", "GCond's loss over the sum's, Adam", 0, 0.995),
        Part("in Lion it ends below the plain sum", "GCond's loss over the sum's, Lion", 0, 0.995),
    ),
    runs={
        "Adam": {"optimizer": "adam", "lr": 2e-3},
        "Lion": {"optimizer": "lion", "lr": 3e-4},
    },
    measure=beside_the_sum,
    control=NegativeControl(
        {
            "gcond_weak": -0.05,
            "gcond_main": -0.55,
            "gcond_critical": -1.0,
            "batch": 300,
            "examples": 30,
            "width": 4,
            "third": "rotation",
        },
        "ends below",
        2,
    ),
    scope=(
        "“Compatible” is read as: it ends below the sum inside the same optimizer, too. Without "
        "weight decay and layer-wise scaling, and with the optimizer's own momentum after GCond."
    ),
)
