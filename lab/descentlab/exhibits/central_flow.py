"""The flow that predicts where an oscillating optimizer goes."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.central_flow import central_flow
from descentlab.exhibit import Exhibit, Preset, Step
from descentlab.exhibits._flows import MEASUREMENTS, PAPER, PROCESS, AnyOptimizerSettings
from descentlab.measurements.landscape import ClassifierLandscapeSettings
from descentlab.problems._networks import Width
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.views import flows


@dataclass(frozen=True)
class CentralFlowSettings(ClassifierLandscapeSettings, DigitsMlpSettings, AnyOptimizerSettings):
    """A network small enough for four of them at once."""

    width: Width = 48


exhibit = Exhibit(
    id="central_flow",
    title="The central flow",
    claim=(
        "An optimizer at the edge of stability oscillates, but where it goes on average is "
        "predicted by a smooth differential equation, the central flow; so are the size of the "
        "oscillation and the mean of the loss."
    ),
    paper=PAPER,
    settings=CentralFlowSettings,
    problem=problem,
    process=PROCESS,
    measurements=MEASUREMENTS,
    views=flows.VIEWS,
    check=central_flow,
    check_steps=250,
    presets=(
        Preset("gradient descent", {}),
        Preset("Scalar RMSProp", {"optimizer": "scalar_rmsprop"}),
        Preset("RMSProp", {"optimizer": "rmsprop"}),
        Preset("heavy-ball", {"optimizer": "heavy_ball"}),
        Preset("Adam", {"optimizer": "adam"}),
    ),
    story=(
        Step(
            "Four runs at once",
            "From one start move gradient descent, its **midpoint** (the average of neighbouring "
            "steps), the **central flow** and the **stable flow**, gradient descent's limit for "
            "small steps. Until the sharpness reaches the edge they are one.",
        ),
        Step(
            "They part",
            "At the edge (effective sharpness 2) the stable flow goes on into steeper ground, "
            "where gradient descent cannot follow. The run starts to swing, and its midpoint "
            "turns away. The central flow turns **with** it.",
        ),
        Step(
            "The size of the swing",
            "Nothing is fitted. The flow asks how large the oscillation must be so that the "
            "sharpness stays at 2, finds one answer (the covariance Σ), and adds its average "
            "push `½∇⟨H, Σ⟩` to the gradient. *The swing, from above* lays that prediction over "
            "the run.",
        ),
        Step(
            "What the loss curve hides",
            "The training loss is a valley's floor plus an oscillation. *Predicted average* is "
            "their sum; the central flow's own loss is the floor, and it falls smoothly.",
        ),
        Step(
            "Another optimizer",
            "RMSProp divides by the size of past gradients, most of which **is** the oscillation. "
            "Its edge is at 2 for the preconditioned Hessian, and its central flow shows how it "
            "steers to places where it may take longer steps.",
            {"optimizer": "rmsprop"},
        ),
        Step(
            "Hand over the wheel",
            "Set *the run follows* to the central flow: the swing is gone and training goes on "
            "as before. Set it back: the swing returns with the size predicted. Or damp the swing "
            "and see the sharpness rise.",
        ),
    ),
)
