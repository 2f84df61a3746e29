"""On a quadratic the principal flow is gradient descent exactly."""

from __future__ import annotations

from descentlab.checks.principal_flow import regimes
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="principal_flow_on_quadratics",
    exhibit="principal_flow",
    reference="rosca2023continuous",
    says=(
        "The principal flow, θ̇ = Σᵢ [log(1 − ηλᵢ)/(ηλᵢ)] (∇Lᵀuᵢ) uᵢ a unit of time η, is gradient "
        "descent exactly on a quadratic, complex for ηλ > 1 and unstable for ηλ > 2."
    ),
    runs={"below": {"lr": 0.08}, "between": {"lr": 0.15}, "beyond": {"lr": 0.21}},
    measure=regimes,
    parts=(
        Part(
            "its rate along u₁ is gradient descent's to 0.001 a step, in all three regimes",
            "largest error of the principal flow's rate",
            at_most=1e-3,
        ),
        Part(
            "below 1 it is where gradient descent is, to 1 % of gradient flow's distance",
            "distance over gradient flow's, ηλ₁ < 1",
            at_most=0.01,
        ),
        Part(
            "above 1 gradient descent changes sides and the flow in real numbers does not",
            "only the step changes sides, 1 < ηλ₁ < 2",
            at_least=1,
        ),
        Part("between 1 and 2 it settles", "principal flow's rate, 1 < ηλ₁ < 2", at_most=-0.01),
        Part("beyond 2 it grows", "principal flow's rate, ηλ₁ > 2", at_least=0.01),
        Part("gradient flow does not", "gradient flow's rate, ηλ₁ > 2", at_most=0),
    ),
    control=NegativeControl(
        # four directions are followed exactly; of twelve alike, the others are not
        {"dim": 12, "condition": 1.3},
        "below 1 it is where gradient descent is",
        steps=4,
    ),
    scope="Integrated to 1e-4 of its way a step, which is the error measured.",
)
