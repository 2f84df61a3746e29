"""One seed of a claim: its runs, and the numbers they give."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from descentlab.catalog import load
from descentlab.claim import CHECK, Claim
from descentlab.runs.run import Run


@dataclass(frozen=True)
class Measured:
    """The numbers of one seed, what the exhibit's check said of them ("" where a claim has numbers
    of its own), and the CPU seconds they took."""

    numbers: Mapping[str, float]
    why: str
    seconds: float


def measure(
    claim: Claim,
    seed: int,
    *,
    changed: Mapping[str, Any] | None = None,
    steps: int | None = None,
    advance: Callable[[Run, int], object] = Run.advance,
) -> Measured:
    """`claim` at `seed`; `changed` settings go on top of every run's, `steps` in place of its own.

    `advance(run, n)` moves a run on, and may show how far it is or raise to stop it. A run that
    diverges is measured as it is.
    """
    began = time.process_time()
    exhibit = load(claim.exhibit)
    runs = {}
    for name, settings in claim.runs.items():
        asked = {**settings, **(changed or {}), "seed": seed}
        runs[name] = Run(exhibit, exhibit.settings().with_(**asked))
        advance(runs[name], steps or claim.steps or exhibit.check_steps)
    why = ""
    if claim.measure is not None:
        numbers = dict(claim.measure(runs))
    else:
        (run,) = runs.values()
        verdict = run.check()
        numbers, why = {CHECK: float(verdict.holds), **verdict.measured}, verdict.why
    return Measured(numbers, why, time.process_time() - began)
