"""Adaptive optimizers steer to where they can take larger steps."""

from __future__ import annotations

from descentlab.checks.towards_larger_steps import larger_steps
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl
from descentlab.processes.comparison import NO_PUSH

claim = Claim(
    id="towards_larger_steps",
    exhibit="central_flow",
    reference="cohen2025understanding",
    says=(
        "Adaptive optimizers “implicitly navigate towards regions where they can take larger "
        "steps”: at the edge Scalar RMSProp is driven to flatter ground, there its steps are "
        "longer, and so it trains faster than if it only shortened its steps."
    ),
    runs={
        name: {
            "optimizer": "scalar_rmsprop",
            "scalar_lr": 0.2,
            "width": 16,
            "examples": 200,
            "dynamics": dynamics,
        }
        for name, dynamics in {"optimizer": "discrete", "without": NO_PUSH}.items()
    },
    steps=120,
    measure=larger_steps,
    parts=(
        Part(
            "its steps are a quarter longer than without the push to flatter ground",
            "step size over that without the push",
            at_least=1.25,
        ),
        Part(
            "its loss is 5 % lower than without the push",
            "loss over that without the push",
            at_most=0.95,
        ),
        Part(
            "the central flow predicts the step size to 5 %",
            "error of the central flow's step size",
            at_most=0.05,
        ),
        Part(
            "where the stable flow went, its steps would be too long",
            "step size over the longest stable one where the stable flow is",
            at_least=1.25,
        ),
    ),
    beside=("step size when the flows part", "step size at the end"),
    control=NegativeControl(
        # a step too small for the edge: nothing oscillates, and there is no push to leave out
        {"scalar_lr": 0.01, "lead": "optimizer", "width": 6, "examples": 40},
        "longer than without the push",
        steps=20,
    ),
    scope="Scalar RMSProp on a small MLP; not RMSProp by coordinates, nor the paper's networks.",
)
