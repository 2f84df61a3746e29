"""Verdicts: every claim held against runs of several seeds."""

from descentlab.verdicts.found import declared, every_claim, own
from descentlab.verdicts.judging import Outcome, Spread, outcome, shortfall
from descentlab.verdicts.measuring import Measured, measure

__all__ = [
    "Measured",
    "Outcome",
    "Spread",
    "declared",
    "every_claim",
    "measure",
    "outcome",
    "own",
    "shortfall",
]
