"""A run that starts near a saddle gets away from it exponentially: a first exhibit of your own.

Change one thing at a time and look at it with `descentlab --exhibits FOLDER serve`. This file runs
as it stands: `descentlab check FILE` holds it against its claim.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch
from descentkernels import FunctionObjective

from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step, Verdict
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements.gradient_norm import GradientNorm
from descentlab.measurements.loss import Loss
from descentlab.problem import Problem, ProblemKind
from descentlab.processes.discrete import Discrete
from descentlab.randomness import generator
from descentlab.settings import Info, Range
from descentlab.update_rules.gradient_descent import GradientDescentSettings, update_rule
from descentlab.view import View

# --- Settings: what a reader may change. A field is a number with a range, and a default.


@dataclass(frozen=True)
class SaddleSettings(GradientDescentSettings):  # which brings the learning rate, `lr`
    """Where the saddle is steep, and where the run starts."""

    downhill: Annotated[
        float,
        Range(-1.0, 2.0),
        Info("downhill curvature γ", "Below 0 there is no saddle, but a bowl.", group="problem"),
    ] = 0.5
    distance: Annotated[
        float,
        Range(1e-12, 0.01, log=True),
        Info("distance δ", "How far from the ridge the run starts.", group="problem"),
    ] = 1e-6
    seed: Annotated[int, Range(0, 9999), Info("seed", "Of the start.", group="problem")] = 0


# --- Problem: the loss as a torch function of all weights w [P], and where to start.


def build(settings: SaddleSettings) -> Problem:
    """L(x, y) = ½x² + ¼(y² − γ)²: a saddle at 0, curved by −γ, between minima at y = ±√γ."""

    def loss(w: torch.Tensor) -> torch.Tensor:  # [..., 2] -> [...]
        x, y = w[..., 0], w[..., 1]
        return x.square() / 2 + (y.square() - settings.downhill).square() / 4

    draw = torch.rand(2, generator=generator(settings.seed, "start"), dtype=torch.float64)
    start = torch.stack([0.5 + draw[0], settings.distance * (0.5 + draw[1])])
    return Problem(FunctionObjective(loss, 2, "cpu", torch.float64, batched=loss), start)


# --- Measurement: reads a point of the run, returns named numbers. Theory belongs beside them.


class Escape(Measurement):
    """|y|, and what it would be if every step multiplied it by 1 + ηγ."""

    name = "escape"
    series = (
        SeriesSpec(
            "escape",
            "distance from the ridge |y|",
            dims=(("line", 2),),
            columns=("measured", "predicted"),
            log=True,
            meaning="How far the run is from the ridge, and how far a linear saddle has it.",
            formula=r"|y_t|, \quad |y_0| (1 + \eta\gamma)^t",
        ),
    )

    def measure(self, point, artefact):
        """`artefact` is what the last reading left: here the prediction."""
        offset = float(point.state.w[1].abs())
        settings = point.settings
        predicted = offset if artefact is None else artefact[1]
        if artefact is not None and point.state.step > artefact[0]:
            predicted *= 1 + settings.lr * settings.downhill
        return Reading({"escape": [offset, predicted]}, (point.state.step, predicted))


# --- Check: holds what a run recorded against the claim. It must be able to fail.

TOLERANCE = 0.05


def check(trace, settings) -> Verdict:
    """The steps until |y| is a tenth of √γ, against ln(0.1√γ/|y₀|)/ln(1 + ηγ), to 5 % and a step.

    A tenth: nearer the minimum at √γ the loss is no longer the saddle's quadratic.
    """
    offset = trace.series("escape").values[:, 0]
    expected = "the steps to |y| = 0.1√γ are ln(0.1√γ/|y₀|)/ln(1 + ηγ), to 5 % and a step"
    goal = 0.1 * max(settings.downhill, 0.0) ** 0.5
    if settings.downhill <= 0 or not (offset > goal).any():
        why = f"the run never left: |y| went from {offset[0]:.1e} to {offset[-1]:.1e}"
        return Verdict(False, {"last |y|": float(offset[-1])}, expected, why)
    took = int(np.argmax(offset > goal))
    predicted = float(np.log(goal / offset[0]) / np.log1p(settings.lr * settings.downhill))
    measured = {"steps to leave": took, "predicted": predicted}
    holds = abs(took - predicted) <= 1 + TOLERANCE * predicted
    return Verdict(holds, measured, expected, f"it took {took} steps, predicted {predicted:.1f}")


# --- Exhibit: all of it put together. Its id is the name of the file.

exhibit = Exhibit(
    id="NAME",
    title="Leaving a saddle",
    claim=(
        "From a distance δ, gradient descent needs about ln(1/δ)/ln(1 + ηγ) steps to leave a "
        "saddle: every tenfold nearness costs the same number of steps more."
    ),
    paper="Who says so, in what year",
    settings=SaddleSettings,
    problem=ProblemKind("A saddle", SaddleSettings, build),
    process=Discrete(update_rule),  # gradient descent, one step a unit of time
    measurements=(
        Loss(formula=r"L = \frac{x^2}{2} + \frac{(y^2 - \gamma)^2}{4}"),
        GradientNorm(),
        Escape(),
    ),
    views=(
        View(
            "escape",
            "curve",
            "Distance from the ridge",
            ("escape",),
            "On a logarithmic scale an exponential is a straight line.",
            {"log": True},
        ),
        View("loss", "curve", "Loss", ("loss",), "A plateau, then a fall, all at once."),
        View(
            "gradient",
            "curve",
            "Gradient norm",
            ("gradient_norm",),
            "Least on the plateau, though no minimum is there.",
            {"log": True},
        ),
    ),
    check=check,
    check_steps=600,
    presets=(Preset("default", {}), Preset("a millionth of it", {"distance": 1e-12})),
    story=(
        Step("Wait for it", "Press **play**. For many steps nothing seems to happen.", view="loss"),
        Step(
            "It was never still",
            "Behind the plateau, |y| grew **by the same factor** at every "
            "step. How much longer is the plateau from a millionth of the distance?",
            {"distance": 1e-12},
            restart=True,
            view="escape",
        ),
    ),
    negative_controls=(NegativeControl({"downhill": -0.5}, says="never left", steps=100),),
)
