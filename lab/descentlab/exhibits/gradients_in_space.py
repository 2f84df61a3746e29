"""Three gradients in space, to be dragged."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.exhibit import Preset, Step
from descentlab.exhibits._dragged import DraggedSettings, dragged
from descentlab.problems.dragged_gradients import SPACE, SpaceGradients

RIGHT_ANGLES = {
    "g1x": 1.0,
    "g1y": 0.0,
    "g1z": 0.0,
    "g2x": 0.0,
    "g2y": 1.0,
    "g2z": 0.0,
    "g3x": 0.0,
    "g3y": 0.0,
    "g3z": 1.0,
}


@dataclass(frozen=True)
class SpaceSettings(SpaceGradients, DraggedSettings):
    """The gradients' coordinates, and the rule in hand."""


exhibit = dragged(
    "gradients_in_space",
    "Drag the cone",
    3,
    SpaceSettings,
    SPACE,
    story=(
        Step(
            "A cone in space",
            "Three gradients that are not in one plane. The updates that hurt no loss fill a "
            "cone, $g_i \\cdot d \\ge 0$ for all three, with three faces, one across each "
            "gradient. Turn it with the pointer.",
            view="gradient_cone",
        ),
        Step(
            "On the border",
            "DualProj takes the point of the cone nearest to the mean: it sits **on a face**, at "
            "a right angle to the gradient that the mean would have hurt. UPGrad moves inside.",
            {"aggregator": "dualproj"},
            view="gradient_cone",
        ),
        Step(
            "As long as it is loud",
            "Make the first gradient longer. Rules that normalise (ConFIG, IMTL-G) hardly turn; "
            "UPGrad's update grows with every gradient, in proportion. *Progress of each task* "
            "counts what each gains in units of what its own gradient would: $g_i \\cdot "
            "d/\\|g_i\\|^2$.",
            {"g1x": 3.0, "aggregator": "upgrad"},
            view="task_progress",
        ),
        Step(
            "Flat",
            "Lay the third gradient into the plane of the others: the cone becomes a wedge. The "
            "rules that invert the Gramian $G_{ij} = g_i \\cdot g_j$ must say what they mean now, "
            "for it has no inverse. Which updates stay inside? Look at *Leftover conflict*, then "
            "turn the third gradient out of the plane again.",
            {"g1x": 2.8, "g3x": 0.4, "g3y": 0.6, "g3z": 0.25},
            view="gradient_cone",
        ),
    ),
    presets=(
        Preset("one is long", {}),
        Preset(
            "at right angles",
            RIGHT_ANGLES,
        ),
        Preset(
            "nearly opposite",
            {
                "g1x": 1.0,
                "g1y": 0.15,
                "g1z": 0.0,
                "g2x": -1.0,
                "g2y": 0.15,
                "g2z": 0.1,
                "g3x": 0.0,
                "g3y": 0.2,
                "g3z": 1.0,
            },
        ),
    ),
    tags=("conflict",),
    agreed=RIGHT_ANGLES,
)
