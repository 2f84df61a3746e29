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
    form: flows.Form
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


def rms(lr: float, beta: float = 0.99) -> flows.Form:
    return flows.RMSProp(lr=lr, beta=beta, bias_correction=True)


CE = {"loss": "cross_entropy"}

SMALL = {"width": 32, "examples": 200}


HARD = {"width": 10, "examples": 800, "input_norm": 2.0, "loss": "cross_entropy"}
CNN = {"channels": 4, "examples": 100}
SORTING = {"examples": 60, "length": 5, "tokens": 3, "width": 12}

CASES = (
    Case("MLP mse, GD", "digits_mlp", gd(0.4), 115, 200, 120, SMALL),
    Case("MLP mse, Scalar RMSProp", "digits_mlp", scalar(0.05), 180, 160, 150, SMALL),
    Case("MLP mse, RMSProp", "digits_mlp", rms(0.0005), 280, 160, 60, SMALL),
    Case("MLP cross-entropy, GD", "digits_mlp", gd(3.0), 18, 150, 20, HARD),
    Case("MLP cross-entropy, Scalar RMSProp", "digits_mlp", scalar(0.8), 8, 150, 20, HARD),
    Case("MLP cross-entropy, RMSProp", "digits_mlp", rms(0.01), 25, 160, 40, HARD),
    Case("CNN mse, GD", "digits_cnn", gd(0.25), 205, 180, 200, CNN),
    Case("CNN mse, Scalar RMSProp", "digits_cnn", scalar(0.06), 110, 160, 120, CNN),
    Case("CNN mse, RMSProp", "digits_cnn", rms(0.001), 80, 160, 130, CNN),
    Case("transformer mse, GD", "sorting_transformer", gd(0.1), 70, 160, 60, SORTING),
    Case(
        "transformer mse, Scalar RMSProp",
        "sorting_transformer",
        scalar(0.02),
        180,
        160,
        100,
        SORTING,
    ),
    Case("transformer mse, RMSProp", "sorting_transformer", rms(0.0005), 95, 160, 100, SORTING),
)
