"""What `central_flows.py` measures: problems, optimizers and learning rates."""

import importlib
from dataclasses import dataclass, field
from typing import Any

from descentkernels import flows
from descentlab.problem import Problem


@dataclass(frozen=True)
class Case:
    """One row of the table."""

    name: str
    file: str  # of descentlab.problems
    form: flows.Form | flows.MomentumForm
    warm: int  # updates before the flows start
    units: int  # that are compared
    lead: int = 0  # units that the central flow goes ahead of the others
    settings: dict[str, Any] = field(default_factory=dict)

    def problem(self, precision: str) -> Problem:
        kind = importlib.import_module(f"descentlab.problems.{self.file}").problem
        return kind.build(kind.settings(precision=precision, **self.settings))


def gd(lr: float) -> flows.Form:
    return flows.GradientDescent(lr=lr)


def scalar(lr: float, beta: float = 0.99) -> flows.Form:
    return flows.ScalarRMSProp(lr=lr, beta=beta, bias_correction=True)


def heavy_ball(lr: float, beta: float) -> flows.MomentumForm:
    return flows.HeavyBall(lr=lr, beta=beta)


def nesterov(lr: float, beta: float) -> flows.MomentumForm:
    return flows.Nesterov(lr=lr, beta=beta)


def adam(lr: float, beta: float) -> flows.MomentumForm:
    return flows.Adam(lr=lr, beta=beta)


def rms(lr: float, beta: float = 0.99) -> flows.Form:
    return flows.RMSProp(lr=lr, beta=beta, bias_correction=True)


CE = {"loss": "cross_entropy"}

SMALL = {"width": 32, "examples": 200}


#: A third of the labels wrong: without them cross-entropy is small before it is sharp.
NOISY = {"width": 24, "examples": 400, "fraction": 0.3, "magnitude": 0.0, "loss": "cross_entropy"}
#: For gradient descent, whose sharpness comes and goes too fast with the fewer.
SLOW = {**NOISY, "width": 32, "examples": 1200}
CNN = {"channels": 4, "examples": 100}
SORTING = {"examples": 60, "length": 5, "tokens": 3, "width": 12}

MOMENTUM = (
    Case("MLP mse, heavy-ball .5", "digits_mlp", heavy_ball(0.5, 0.5), 100, 160, 60, SMALL),
    Case("MLP mse, heavy-ball .9", "digits_mlp", heavy_ball(0.7, 0.9), 50, 160, 110, SMALL),
    Case("MLP mse, Nesterov .5", "digits_mlp", nesterov(0.27, 0.5), 120, 160, 60, SMALL),
    Case("MLP mse, Nesterov .9", "digits_mlp", nesterov(0.22, 0.9), 80, 160, 40, SMALL),
    Case("MLP mse, Adam .5", "digits_mlp", adam(0.0015, 0.5), 90, 160, 120, SMALL),
    Case("MLP mse, Adam .9", "digits_mlp", adam(0.012, 0.9), 60, 160, 120, SMALL),
)

CASES = (
    Case("MLP mse, GD", "digits_mlp", gd(0.4), 115, 320, 120, SMALL),
    Case("MLP mse, Scalar RMSProp", "digits_mlp", scalar(0.05), 180, 160, 150, SMALL),
    Case("MLP mse, RMSProp", "digits_mlp", rms(0.0005), 280, 160, 60, SMALL),
    Case("MLP cross-entropy, GD", "opposing_digits", gd(0.4), 150, 160, 185, SLOW),
    Case("MLP cross-entropy, Scalar RMSProp", "opposing_digits", scalar(0.08), 150, 160, 50, NOISY),
    Case("MLP cross-entropy, RMSProp", "opposing_digits", rms(0.0012), 185, 160, 60, NOISY),
    Case("CNN mse, GD", "digits_cnn", gd(0.25), 160, 320, 240, CNN),
    Case("CNN mse, Scalar RMSProp", "digits_cnn", scalar(0.06), 95, 160, 140, CNN),
    Case("CNN mse, RMSProp", "digits_cnn", rms(0.001), 65, 160, 145, CNN),
    Case("transformer mse, GD", "sorting_transformer", gd(0.1), 70, 160, 60, SORTING),
    Case(
        "transformer mse, Scalar RMSProp",
        "sorting_transformer",
        scalar(0.02),
        165,
        160,
        115,
        SORTING,
    ),
    Case("transformer mse, RMSProp", "sorting_transformer", rms(0.0005), 95, 160, 100, SORTING),
    *MOMENTUM,
)
