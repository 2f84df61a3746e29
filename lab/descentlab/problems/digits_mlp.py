"""A multilayer perceptron on the digits, or on data of one's own."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.datasets.dataset import Dataset
from descentlab.problem import Problem, ProblemKind
from descentlab.problems._digits import DigitsSettings
from descentlab.problems._examples import TAKES_DATA, examples, fitted
from descentlab.problems._networks import Width, initialise, multilayer_perceptron


@dataclass(frozen=True)
class DigitsMlpSettings(DigitsSettings):
    """Two hidden layers of `width` units: 10 666 parameters at the default width."""

    width: Width = 72


def build(settings: DigitsMlpSettings, data: Dataset | None = None) -> Problem:
    """64 → width → width → classes; with data, its inputs and outputs at the ends."""
    kept = examples(settings, data)
    network = multilayer_perceptron(
        (kept.width, settings.width, settings.width, kept.outputs), settings.activation
    )
    return fitted(initialise(network, settings.seed), kept, settings)


problem = ProblemKind("MLP on the digits", DigitsMlpSettings, build, TAKES_DATA)
