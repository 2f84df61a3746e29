"""Which claims there are: those of `claims/`, and the own claim of every other exhibit."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from descentlab import claims
from descentlab.catalog import exhibit_ids, load
from descentlab.claim import CHECK, Claim, Part
from descentlab.exhibit import Exhibit


@cache
def declared() -> tuple[Claim, ...]:
    """The claims declared in `claims/NAME.py`, by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(claims.__path__))
    return tuple(
        importlib.import_module(f"{claims.__name__}.{name}").claim
        for name in names
        if not name.startswith("_")
    )


def own(exhibit: Exhibit) -> Claim:
    """What `exhibit` claims itself, as its check at its defaults tells."""
    return Claim(
        id=exhibit.id,
        exhibit=exhibit.id,
        reference="",
        says=exhibit.claim,
        parts=(Part("the exhibit's check holds", CHECK, at_least=1),),
    )


@cache
def every_claim() -> tuple[Claim, ...]:
    """By exhibit; one whose check a declared claim runs as it stands has no row of its own."""
    found = []
    for name in exhibit_ids():
        of_it = [claim for claim in declared() if claim.exhibit == name]
        if not any(_as_it_stands(claim) for claim in of_it):
            of_it.insert(0, own(load(name)))
        found += of_it
    return tuple(found)


def _as_it_stands(claim: Claim) -> bool:
    alone = not claim.larger and claim.measure is None and claim.steps is None
    return alone and [dict(s) for s in claim.runs.values()] == [{}]
