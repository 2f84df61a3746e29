"""A controller by the softmax radius outlives a spike that clipping does not."""

from __future__ import annotations

from descentlab.claim import CHECK, Claim, Part
from descentlab.exhibit import NegativeControl

ENDS = "accuracy at the end, "

claim = Claim(
    id="controller_outlives_spikes",
    exhibit="spike_arena",
    reference="sao2026ghosts",
    says=(
        "A controller that keeps the step below ρ_a “survives learning-rate spikes up to 10,000×” "
        "where gradient clipping still collapses."
    ),
    figure="a spike of 10,000×; no accuracy given",
    parts=(
        Part("with the controller the network is still trained", ENDS + "ρ_a of the step", 0.9),
        Part("with clipping it has collapsed", ENDS + "clipping", at_most=0.6),
        Part("the exhibit's own check holds", CHECK, 1),
    ),
    beside=(ENDS + "norm cap",),
    control=NegativeControl({"spike": 1.0}, "with clipping it has collapsed"),
    scope="A small MLP on digits; the paper spikes larger networks.",
)
