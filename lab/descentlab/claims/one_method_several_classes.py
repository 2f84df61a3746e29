"""The same method finds the exponent of γ that each smoothness class has."""

from __future__ import annotations

from descentlab.checks.smoothness_claims import classes_found
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

#: How far a measured exponent may be from the one of the class.
NEAR = 0.1
FIRST = 1e3


def _part(says: str, number: str, exponent: float) -> Part:
    return Part(says, number, exponent - NEAR, exponent + NEAR)


claim = Claim(
    id="one_method_several_classes",
    exhibit="gradient_normalised_newton",
    reference="semenov2025gradient",
    says=(
        "One method is “recovering state-of-the-art rates for functions with Hölder-continuous "
        "Hessians and third derivatives, quasi-self-concordant functions, as well as smooth "
        "classes in first-order optimization. These rates are achieved automatically”."
    ),
    runs={
        "p = 2.5": {"family": "power", "exponent": 2.5},
        "p = 3": {"family": "power", "exponent": 3.0},
        "p = 4": {"family": "power", "exponent": 4.0},
        "quadratic": {"family": "power", "exponent": 2.0},
        "tail": {},
        "tail, first γ 1000": {"gamma": FIRST},
    },
    steps=36,
    measure=classes_found,
    parts=(
        _part(
            "a Lipschitz Hessian: γ goes as ‖∇L‖^(1/2)", "p = 3: exponent of γ, exact Hessian", 0.5
        ),
        _part(
            "a Hessian with Hölder exponent 1/2: as ‖∇L‖^(2/3)",
            "p = 2.5: exponent of γ, exact Hessian",
            2 / 3,
        ),
        _part(
            "Lipschitz third derivatives: as ‖∇L‖^(1/3)",
            "p = 4: exponent of γ, exact Hessian",
            1 / 3,
        ),
        _part(
            "quasi-self-concordant: γ stays where it is",
            "tail: exponent of γ, exact Hessian",
            0.0,
        ),
        _part(
            "a bounded Hessian that is not used: as ‖∇L‖, which is gradient descent",
            "quadratic: exponent of γ, H = 0",
            1.0,
        ),
        Part(
            "and it comes to the same γ from a first one 1000 times larger",
            "γ at the end, first 1000 over first 1",
            0.5,
            2.0,
        ),
    ),
    control=NegativeControl(
        {"family": "separable", "classes": 2, "examples": 30},
        "a Lipschitz Hessian: γ goes as",
        steps=12,
    ),
    scope=(
        "The paper's rates are upper bounds over whole classes, which no single function can "
        "refute. What is tried is what they come from: how γ goes with ‖∇L‖ on a function that "
        "is of the class and no better, found by a method that is not told."
    ),
)
