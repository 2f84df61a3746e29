"""The flow that predicts where an oscillating optimizer goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.central_flow import central_flow
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._flows import MEASUREMENTS, PAPER, PROCESS, AnyOptimizerSettings
from descentlab.measurements.landscape import ClassifierLandscapeSettings, Rebase
from descentlab.problems._networks import Width
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.processes.comparison import CENTRAL, Lead
from descentlab.settings import Choice, Info
from descentlab.views import flows


@dataclass(frozen=True)
class CentralFlowSettings(ClassifierLandscapeSettings, DigitsMlpSettings, AnyOptimizerSettings):
    """A network small enough for four of them at once, and a start that is awake at the edge."""

    width: Width = 48
    lead: Lead = CENTRAL
    plane: Annotated[
        str,
        Choice("trajectory_pca", "top_eigenvectors", "gradient_and_eigenvector"),
        Info("plane", "Two directions in weight space the landscape is cut along.", True, "view"),
    ] = "trajectory_pca"  # shows where the flows part; the swing is small against that
    rebase: Rebase = 25


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
    check_steps=350,
    presets=(
        Preset("gradient descent", {}),
        Preset("Scalar RMSProp", {"optimizer": "scalar_rmsprop"}),
        Preset("RMSProp", {"optimizer": "rmsprop"}),
        Preset("heavy-ball", {"optimizer": "heavy_ball", "beta": 0.5, "lr": 0.5}),
        Preset("Nesterov", {"optimizer": "nesterov", "beta": 0.5, "lr": 0.3}),
        Preset("Adam", {"optimizer": "adam", "coordinate_lr": 4e-3}),
        Preset("comes quiet", {"lead": "optimizer"}),
    ),
    story=(
        Step(
            "Four from one state",
            "At first the run follows the **central flow** itself, which here is gradient flow: "
            "nothing oscillates, and *Effective sharpness* climbs to the edge at 2. There four "
            "part: gradient descent with its swing, its **midpoint** (the average of neighbouring "
            "steps), the **central flow**, and the **stable flow**, gradient descent's limit for "
            "small steps. The stable flow goes through the edge into steeper ground. The midpoint "
            "turns away, and the central flow turns **with** it.",
            view="flow_sharpness",
        ),
        Step(
            "The size of the swing",
            "Nothing is fitted. The flow asks how large the oscillation must be so that the "
            "sharpness stays at 2, finds one answer (the covariance Σ), and adds its average push "
            "$\\tfrac{1}{2}\\nabla\\langle H, \\Sigma\\rangle$ to the gradient. *The swing, from "
            "above* lays that prediction over the run.",
            view="swing",
        ),
        Step(
            "What the loss curve hides",
            "The training loss is a valley's floor plus an oscillation. *Predicted average* is "
            "their sum, $L(\\bar{w}) + \\tfrac{1}{2}\\langle H, \\Sigma\\rangle$; the central "
            "flow's own loss is the floor, and it falls smoothly.",
            view="flow_losses",
        ),
        Step(
            "Towards larger steps",
            "Scalar RMSProp divides by the size of past gradients, most of which **is** the "
            "oscillation; at the edge its step $\\eta/\\sqrt{\\nu}$ is $2/\\lambda_1$. Let the "
            "run come to the edge, **fork** and in the branch set *the run follows* to the "
            "central flow without its push: it adapts its steps like the optimizer but nothing "
            "drives it to flatter ground. Which of the two may take the longer steps, "
            "and which has the lower loss in the end?",
            {"optimizer": "scalar_rmsprop", "scalar_lr": 0.2},
            restart=True,
            view="effective_step",
        ),
        Step(
            "Where it fails",
            "Let the optimizer come to the edge by itself: nothing swings yet, so nothing holds "
            "it, and it overshoots the edge before the swing has grown. The flow, which is held "
            "at once, takes another way. The lab says so above the pictures.",
            {"lead": "optimizer"},
            view="flow_distances",
        ),
        Step(
            "Hand over the wheel",
            "Who needs the swing? When the run has come to the edge, set *the run follows* to the "
            "central flow: the swing is gone and training goes on as before. Set it back to the "
            "optimizer: does the swing return with the size predicted? Then damp the swing "
            "instead, and watch the sharpness.",
            {"optimizer": "gradient_descent", "lead": "central flow"},
            restart=True,
            view="swing",
        ),
    ),
    tags=("flows", "edge of stability", "optimizers"),
    references=("cohen2025understanding",),
    negative_controls=(
        NegativeControl(  # the swing is damped away, and with it what the flow is about
            {"damping": 0.5, "width": 6, "examples": 40, "lr": 0.8},
            "as far from the midpoint as the stable flow",
            steps=41,
        ),
    ),
)
