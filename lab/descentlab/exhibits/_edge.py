"""What the exhibits about the edge of stability have in common."""

from __future__ import annotations

from typing import Annotated, Any

from descentlab.measurement import Measurement, SeriesSpec
from descentlab.measurements.eigenvalues import Eigenvalues
from descentlab.measurements.gradient_norm import GradientNorm
from descentlab.measurements.landscape import LandscapePlane
from descentlab.measurements.loss import Loss
from descentlab.measurements.oscillation import Oscillation
from descentlab.measurements.spectral_density import SpectralDensity, at_rest
from descentlab.measurements.threshold import Threshold
from descentlab.processes.discrete import Discrete
from descentlab.settings import Info, Range
from descentlab.update_rules.gradient_descent import update_rule

#: The type of η in exhibits about its edge.
StepSize = Annotated[
    float,
    Range(1e-3, 20.0, log=True),
    Info("learning rate η", "The step is η times the gradient; the edge is at 2/η.", live=True),
]

PAPER = "Cohen, Kaur, Li, Kolter, Talwalkar (2021)"
PROCESS = Discrete(update_rule)
#: A closer look, taken when the run rests.
AT_REST = (at_rest(),)


def instruments(
    *metrics: SeriesSpec, formula: str = "", **eigenvalues: Any
) -> tuple[Measurement, ...]:
    """What is measured along a run of gradient descent; `eigenvalues` go to that instrument.

    `formula` is the loss in TeX, where it is no mean over examples.
    """
    return (
        Loss(*metrics, formula=formula),
        GradientNorm(),
        Eigenvalues(**eigenvalues),
        Threshold(update_rule),
        Oscillation(),
        LandscapePlane(),
        SpectralDensity(),
    )
