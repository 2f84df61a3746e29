"""Which claims there are: those of `claims/`, and the own claim of every other exhibit."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from descentlab import claims
from descentlab.catalog import exhibit_ids, load
from descentlab.claim import CHECK, Claim, Part
from descentlab.exhibit import Exhibit
from descentlab.own.reading import shipped_ids


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


def claims_of(exhibit: Exhibit | str) -> list[Claim]:
    """The declared ones; before them its own, unless one of them runs its check as it stands."""
    exhibit = load(exhibit) if isinstance(exhibit, str) else exhibit
    found = [claim for claim in declared() if claim.exhibit == exhibit.id]
    alone = not any(as_it_stands(claim) for claim in found)
    return [*([own(exhibit)] if alone else []), *found]


def every_claim() -> tuple[Claim, ...]:
    """The claims of every exhibit, those in one's own files included, by exhibit."""
    return tuple(claim for name in exhibit_ids() for claim in claims_of(name))


def shipped_claims() -> tuple[Claim, ...]:
    """The claims of the lab's own exhibits: those that are recorded."""
    return tuple(claim for name in shipped_ids() for claim in claims_of(name))


def as_it_stands(claim: Claim) -> bool:
    alone = not claim.larger and claim.measure is None and claim.steps is None
    return alone and [dict(s) for s in claim.runs.values()] == [{}]
