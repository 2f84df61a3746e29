"""The board of thresholds: one row an optimizer."""

from __future__ import annotations

from collections.abc import Sequence

from descentlab.view import View


def views(formulas: Sequence[str]) -> tuple[View, ...]:
    """The board, its history, the losses and the curvature along each step.

    `formulas` are the thresholds, in the race's order.
    """
    board = View(
        "board",
        "board",
        "Sharpness over threshold",
        ("edge_ratios", "edge_values", "edge_thresholds"),
        "One row an optimizer: the bar is its own sharpness over its own threshold, on one "
        "logarithmic axis with the edge at 1.",
        {"formulas": list(formulas), "log": True},
    )
    history = View(
        "edge_ratios",
        "curve",
        "On the way to the edge",
        ("edge_ratios",),
        "The same ratios against the step.",
        {"log": True, "lines": [{"at": 1.0, "label": "edge"}]},
    )
    steps = View(
        "step_ratios",
        "curve",
        "Along the step",
        ("step_ratios",),
        "Curvature along the step each optimizer takes now, over the value at which the step gains "
        "nothing: above 1 it raises the loss. At the edge it goes to and fro across 1; a momentum "
        "that goes uphill for a moment has it below 0.",
        {"lines": [{"at": 1.0, "label": "gains nothing"}]},
    )
    losses = View(
        "race_losses",
        "curve",
        "Training loss",
        ("race_losses",),
        "Over all examples, whatever a step sees of them. Learning rates are not tuned for a race.",
        {"log": True},
    )
    return board, history, losses, steps
