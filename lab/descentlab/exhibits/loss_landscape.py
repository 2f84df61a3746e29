"""What a picture of the loss landscape shows of a run, and what it hides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.low_dimensional_path import low_dimensional_path
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._settings import LearningRate
from descentlab.measurements.eigenvalues import Eigenvalues
from descentlab.measurements.landscape import ClassifierLandscapeSettings, LandscapePlane
from descentlab.measurements.loss import ACCURACY, Loss
from descentlab.measurements.path_dimension import PathDimension
from descentlab.measurements.slices import Slices
from descentlab.problems._classification import LossName
from descentlab.problems._networks import Width
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.processes.discrete import Discrete
from descentlab.settings import Choice, Info
from descentlab.update_rules.gradient_descent import GradientDescentSettings, update_rule
from descentlab.views import relief


@dataclass(frozen=True)
class ReliefSettings(ClassifierLandscapeSettings, DigitsMlpSettings, GradientDescentSettings):
    """Cross-entropy at a step that swings for a while and then settles."""

    width: Width = 32
    loss: LossName = "cross_entropy"
    lr: LearningRate = 0.5
    plane: Annotated[
        str,
        Choice(
            "trajectory_pca",
            "gradient_and_eigenvector",
            "top_eigenvectors",
            "through_three_points",
            "random_filter_normalised",
        ),
        Info("plane", "Two directions in weight space the landscape is cut along.", True, "view"),
    ] = "trajectory_pca"
    field: Annotated[
        str,
        Choice("loss", "accuracy", "sharpness", "gradient_norm", "radius"),
        Info("field", "What is drawn over the plane, worked out point by point.", True, "view"),
    ] = "loss"


exhibit = Exhibit(
    id="loss_landscape",
    title="The loss landscape",
    claim=(
        "A run of gradient descent moves in few dimensions: two principal directions hold most of "
        "its path. But a plane shows what it was chosen for, and each kind hides something else."
    ),
    paper="Li, Xu, Taylor, Studer, Goldstein (2018); Antognini, Sohl-Dickstein (2018)",
    settings=ReliefSettings,
    problem=problem,
    process=Discrete(update_rule),
    measurements=(
        Loss(ACCURACY),
        Eigenvalues(k=2),
        LandscapePlane(),
        Slices(),
        PathDimension(),
    ),
    views=relief.VIEWS,
    check=low_dimensional_path,
    check_steps=150,
    presets=(
        Preset("default", {}),
        Preset("edge of stability", {"loss": "mse", "lr": 0.4, "width": 72}),
        Preset("kinks (ReLU)", {"activation": "relu"}),
        Preset("one wide layer", {"width": 128}),
    ),
    story=(
        Step(
            "Press play",
            "Of thousands of directions you see two: those in which the path so far spread most. "
            "The picture is laid anew as the run moves on, and below it stands how much of the "
            "motion it **hides**. Here that is very little.",
            view="landscape",
        ),
        Step(
            "The same run, another plane",
            "Now the plane holds two random directions, scaled to the weights of each unit. The "
            "valley looks round and smooth, and nearly **all** of the motion is hidden.",
            {"plane": "random_filter_normalised"},
            view="distance",
        ),
        Step(
            "Along the sharp ones",
            "The two sharpest directions, the top eigenvectors of the Hessian. What looked like a "
            "straight way down was a swing from wall to wall. The path is the same in all three "
            "pictures: each plane shows what it was chosen for.",
            {"plane": "top_eigenvectors"},
            view="landscape",
        ),
        Step(
            "Other heights",
            "The loss is only one scalar of the weights. Choose *accuracy* under field: terraces, "
            "with edges where a digit is read another way. Or *sharpness*: each point of it is an "
            "eigenvalue problem of its own, so it takes a moment. Or *radius*, how far softmax's "
            "singularities leave a step along the gradient from there.",
            {"field": "accuracy"},
            view="landscape",
        ),
        Step(
            "Is it a bowl?",
            "*Slices* cut the landscape along single lines. Dashed is the bowl $L + t\\,\\nabla "
            "L^{\\top} v + \\frac{1}{2} t^2\\, v^{\\top} H v$ that slope and curvature at this "
            "point predict. Along which line does it hold farthest out, and does it hold better "
            "or worse as training goes on? The plane now holds the first two of these lines.",
            {"field": "loss", "plane": "gradient_and_eigenvector"},
            view="slices",
        ),
    ),
    tags=("landscape",),
    references=("li2018visualizing", "antognini2018pca"),
    picture="surface",
    negative_controls=(
        # far beyond the edge the run is thrown from wall to wall in many directions
        NegativeControl(
            {"loss": "mse", "lr": 1.3, "width": 8, "examples": 100},
            "too many to be told from one",
            steps=40,
        ),
    ),
)
