"""Three gradients in the plane, to be dragged."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.exhibit import Preset, Step
from descentlab.exhibits._dragged import DraggedSettings, dragged
from descentlab.problems.dragged_gradients import PLANE, PlaneGradients

AGREED = {"g1x": 1.0, "g1y": 0.6, "g2x": 0.4, "g2y": 1.2, "g3x": 1.6, "g3y": 0.2}


@dataclass(frozen=True)
class PlaneSettings(PlaneGradients, DraggedSettings):
    """The gradients' coordinates, and the rule in hand."""


exhibit = dragged(
    "gradients_in_the_plane",
    "Drag the gradients",
    2,
    PlaneSettings,
    PLANE,
    story=(
        Step(
            "Three losses, three directions",
            "Each thick arrow is the gradient of a loss: step against it and the loss falls. Two "
            "of them point apart. The thin arrows are what the literature makes of the three.",
            view="gradient_arrows",
        ),
        Step(
            "The mean has a victim",
            "The third gradient is long, so the mean follows it. The *second* loss pays: its "
            "gradient and the mean are more than a right angle apart, $g_2 \\cdot d < 0$, so a "
            "step along −d raises it. Play, and see its line rise.",
            {"aggregator": "mean"},
            view="task_losses",
        ),
        Step(
            "The cone where nobody pays",
            "The shaded **dual cone** holds every update with $g_i \\cdot d \\ge 0$. UPGrad "
            "projects each gradient onto it and takes the mean. Now all lines fall.",
            {"aggregator": "upgrad"},
            view="gradient_arrows",
        ),
        Step(
            "Drag",
            "Pull the tips. Make a gradient ten times as long: whose update turns with it, whose "
            "does not? Turn two against each other: the cone closes, and the rules part.",
            view="gradient_arrows",
        ),
        Step(
            "No way out",
            "Here no direction helps all three: zero is a convex combination of the gradients, "
            "the point is **Pareto-stationary**. MGDA and UPGrad stand still; the mean does not. "
            "Whose loss pays for its steps? Drag one arrow until there is a way again: where does "
            "the cone open first?",
            {
                "g1x": 1.0,
                "g1y": 0.9,
                "g2x": -1.2,
                "g2y": 0.5,
                "g3x": 0.1,
                "g3y": -1.0,
                "aggregator": "upgrad",
            },
            view="leftover",
        ),
    ),
    presets=(
        Preset("one is long", {}),
        Preset(
            "nearly opposite",
            {"g1x": 1.0, "g1y": 0.1, "g2x": -1.0, "g2y": 0.1, "g3x": 0.3, "g3y": 0.8},
        ),
        Preset("agreed", AGREED),
        Preset("one is silent", {"g3x": 0.0, "g3y": 0.0}),
    ),
    tags=("start here", "conflict", "two dimensions"),
    agreed=AGREED,
)
