"""Verdicts: every claim held against runs of several seeds, and the record of that."""

from descentlab.verdicts.evidence import Evidence, as_declared, gathered
from descentlab.verdicts.found import claims_of, declared, every_claim, own, shipped_claims
from descentlab.verdicts.judging import Outcome, Spread, outcome, shortfall
from descentlab.verdicts.measuring import Measured, measure
from descentlab.verdicts.recorded import recorded
from descentlab.verdicts.rows import Row, rows
from descentlab.verdicts.tables import VerdictTable, table

__all__ = [
    "Evidence",
    "Measured",
    "Outcome",
    "Row",
    "Spread",
    "VerdictTable",
    "as_declared",
    "claims_of",
    "declared",
    "every_claim",
    "gathered",
    "measure",
    "outcome",
    "own",
    "recorded",
    "rows",
    "shipped_claims",
    "shortfall",
    "table",
]
