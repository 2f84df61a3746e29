"""A controller by the softmax radius outlives spikes that clipping does not."""

from __future__ import annotations

from descentlab.checks.spike_claims import after_spikes
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="controller_outlives_spikes",
    exhibit="spike_arena",
    reference="sao2026ghosts",
    says=(
        "A controller that keeps the step below ρ_a “survives learning-rate spikes up to 10,000×” "
        "where gradient clipping still collapses."
    ),
    figure="spikes up to 10,000×; no accuracy given",
    runs={
        "100×": {"spike": 100.0},
        "10000×": {"spike": 10000.0},
    },
    measure=after_spikes,
    parts=(
        Part(
            "with the controller the network is trained after every spike",
            "least accuracy at the end, ρ_a of the step",
            0.9,
        ),
        Part(
            "with clipping it has collapsed after 10,000×",
            "10000×: accuracy at the end, clipping",
            at_most=0.6,
        ),
        Part(
            "as it has without either",
            "10000×: accuracy at the end, plain",
            at_most=0.6,
        ),
    ),
    beside=(
        "least accuracy at the end, norm cap",
        "least accuracy at the end, line search",
        "10000×: accuracy at the end, ρ_a of the gradient",
    ),
    control=NegativeControl(
        {"spike": 1.0, "spike_at": 2, "lr": 0.02, "width": 6, "examples": 20, "classes": 3},
        "with clipping it has collapsed",
        steps=43,
    ),
    scope=(
        "A small MLP on digits by full-batch Adam, and ρ_a along the step that is taken; along "
        "the gradient, as in the author's own comparison, it does not survive. A cap on the "
        "step's norm, which knows nothing of softmax, survives as well."
    ),
)
