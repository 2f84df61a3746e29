"""The views of optimizers on a surface over the plane."""

from __future__ import annotations

from descentlab.problems.surface_in_the_plane import REACH
from descentlab.processes.ways_ahead import RULES
from descentlab.view import View

FIELD = View(
    "plane",
    "vector_field",
    "Five ways down",
    ("descent", "", "", ""),
    "Colour: the loss. Arrows: downhill. Each optimizer's whole way from the start, "
    "bold up to the step shown. **Drag the ring** at the start, or move it with the arrow "
    "keys: every way is worked out anew.",
    {
        "window": [-REACH, REACH, -REACH, REACH],
        "background": "ground",
        "paths": "ways",
        "names": list(RULES),
        "xlabel": "x",
        "ylabel": "y",
        "drag": [["start_x", "start_y"]],
    },
)
LOSSES = View(
    "losses",
    "profile",
    "Loss along the way",
    ("way_steps", "way_losses"),
    "How high each optimizer stands after that many steps. A straight line on this logarithmic "
    "axis is linear convergence: the same factor at every step. The thin line is the step shown.",
    {"log": True, "xlabel": "steps from the start", "cursor": True},
)
SHARPNESS = View(
    "sharpness",
    "profile",
    "Curvature along the way",
    ("way_steps", "way_sharpness"),
    "The largest eigenvalue of the Hessian where each optimizer stands. Where gradient descent is "
    "above $2/\\eta$ its swings grow.",
    {"xlabel": "steps from the start", "cursor": True},
)
VIEWS = (FIELD, LOSSES, SHARPNESS)
