"""GCond's L1 and SSIM losses beside a plain sum's and other rules'."""

from __future__ import annotations

from descentlab.checks.gcond_claims import on_fresh_pictures
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="gcond_lower_losses",
    exhibit="pixels_and_structure",
    reference="alveslimarenko2025gcond",
    says=(
        "“superior performance across all evaluated metrics, achieving lower L1 and SSIM losses "
        "compared to other methods”"
    ),
    figure="ImageNet, MobileNetV3: L1 0.315 beside 0.415 of the sum, SSIM loss 0.245 beside 0.348",
    parts=(
        Part("L1 at least 5 % below the sum's", "GCond over the sum, L1", at_most=0.95),
        Part("SSIM loss at least 5 % below the sum's", "GCond over the sum, SSIM", at_most=0.95),
        Part("L1 below PCGrad's and CAGrad's", "GCond over the best other, L1", at_most=0.99),
        Part("SSIM loss below theirs", "GCond over the best other, SSIM", at_most=0.99),
    ),
    measure=on_fresh_pictures,
    beside=("readings at which pixels and structure agree",),
    control=NegativeControl({"width": 8, "examples": 60, "gcond_weak": -0.05}, "below the sum", 8),
    scope=(
        "600 digits of 8×8 pixels, half of them hidden, a perceptron and 60 rounds of Adam. The "
        "paper's momentum before Adam, which the sum does not get there, is Adam's own here."
    ),
)
