"""The views of conflicting gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from descentlab.view import View

LOSSES = View(
    "task_losses",
    "curve",
    "Losses of the tasks",
    ("task_losses",),
    "Each task's own loss, under the scales in force.",
)
ALIGNMENTS = View(
    "alignments",
    "matrix",
    "Who is pushed back",
    ("alignments",),
    "The cosine of each task's gradient (columns) with the update of each aggregator (rows). "
    "Where it is negative (orange) the step raises that task's loss, to first order.",
    {"low": -1.0, "high": 1.0, "tall": True},
)
COSINES = View(
    "task_cosines",
    "curve",
    "Angles between the tasks",
    ("task_cosines",),
    "The cosine between the gradients of each pair of tasks. Below 0 they conflict.",
    {"lines": [{"at": 0.0, "label": "no conflict"}]},
)
SIZES = View(
    "task_norms",
    "curve",
    "Lengths of the gradients",
    ("task_norms",),
    "‖gᵢ‖ of each task. Who shouts loudest decides where the mean goes.",
    {"log": True},
)
SIMILARITY = View(
    "similarity",
    "curve",
    "Alike in length",
    ("similarity",),
    "$\\Psi_{ij} = \\frac{2\\|g_i\\|\\|g_j\\|}{\\|g_i\\|^2 + \\|g_j\\|^2}$ of each pair: 1 for "
    "equally long gradients, near 0 where one drowns the other.",
)
BENT = View(
    "step_curvature",
    "curve",
    "Curvature along the step",
    ("step_curvature",),
    "$\\Delta^{\\top} H \\Delta/\\|\\Delta\\|^2$ of the mean loss, averaged along the last step "
    "Δ. Gradient surgery is said to pay where it is high: times ‖g‖² it is the multi-task "
    "curvature of Yu et al. (2020).",
)
LEFTOVER = View(
    "leftover",
    "curve",
    "Leftover conflict",
    ("leftover",),
    "Of some aggregators' updates the least cosine with any task's gradient. Below 0 some task "
    "pays for the others.",
    {"lines": [{"at": 0.0, "label": "nobody pays"}]},
)
PROGRESS = View(
    "task_progress",
    "curve",
    "Progress of each task",
    ("task_progress",),
    "$g_i \\cdot d/\\|g_i\\|^2$ for the update d of the aggregator in hand: 1 is what the task "
    "would gain by itself at this learning rate, below 0 its loss rises.",
    {"lines": [{"at": 0.0, "label": "stands still"}, {"at": 1.0, "label": "as if alone"}]},
)
WEIGHTS = View(
    "task_weights",
    "curve",
    "Weights of the tasks",
    ("task_weights",),
    "The shares $\\lambda_i/\\sum_j |\\lambda_j|$ with which the aggregator in hand adds the "
    "gradients up. Nothing is drawn for rules whose update is no weighted sum.",
)

_HELP = (
    "Thick arrows are the gradients of the tasks, thin ones every aggregator's update d; the step "
    "goes along −d. The shaded **dual cone** holds the updates that are no task's loss: an update "
    "outside it (dashed) raises some loss. "
)


def arrows(dim: int, aggregators: Sequence[str], **options: Any) -> View:
    """Gradients, updates and dual cone in the plane or in space; a click picks the aggregator."""
    space = dim == 3
    read = (
        "With three tasks of a large network this is no sketch: lengths and angles are those of "
        "the real gradients. Drag the background to turn it."
        if space and "drag" not in options
        else "Drag the tips of the gradients."
    )
    return View(
        "gradient_cone" if space else "gradient_arrows",
        "cone" if space else "arrows",
        "The cone of gradients" if space else "The gradients",
        ("arrow_gradients", "arrow_updates", "arrow_rays"),
        _HELP + read + " Click an update to step by that rule.",
        {"pick": "aggregator", "picks": list(aggregators), **options},
    )
