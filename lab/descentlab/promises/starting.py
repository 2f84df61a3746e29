"""A run starts where its seed says, and at both ends of every range."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from descentlab.errors import DescentError
from descentlab.exhibit import Exhibit
from descentlab.runs.run import Run
from descentlab.settings import Choice, Range, Setting, describe


def seeds(
    exhibit: Exhibit, small: Mapping[str, Any] | None = None, *, alike: bool = False
) -> list[str]:
    """Whether another seed is another start and the same seed the same; `alike`: it is not to be.

    Of where a run starts, which costs no measurement.
    """
    if "seed" not in {s.name for s in describe(exhibit.settings)}:
        return ["it has no setting `seed`: a verdict is held against several"]
    first, other, again = (_start(exhibit, small, seed) for seed in (0, 1, 0))
    faults = []
    if torch.equal(first, other) != alike:
        told = "differ" if alike else "are the same"
        faults.append(f"seeds 0 and 1: where the runs start, the weights {told}")
    if not torch.equal(first, again):
        faults.append("seed 0 twice: the weights at the start differ")
    return faults


def ranges(exhibit: Exhibit, small: Mapping[str, Any] | None = None) -> list[str]:
    """Where a run cannot start though its settings are within their ranges."""
    faults = []
    for chosen in both_ends(exhibit):
        try:
            Run(exhibit, exhibit.settings().with_(**{**(small or {}), **chosen}))
        except DescentError as error:
            faults.append(f"{chosen}: {error}")
        except Exception as error:  # whatever one's own problem may raise
            faults.append(f"{chosen}: {type(error).__name__}: {error}")
    return faults


def both_ends(exhibit: Exhibit) -> list[dict[str, Any]]:
    """Settings that together have every setting at both ends of its range.

    What makes a problem large is tried alone, of all the rest a value each at once. What makes it
    small is among the rest: a small problem is where the rest has the least room.
    """
    alone: list[Setting] = []
    others: list[Setting] = []
    for setting in describe(exhibit.settings):
        counts = isinstance(setting.domain, Range) and setting.type is int
        size = counts and setting.info.group == "problem" and setting.name != "seed"
        (alone if size else others).append(setting)
    tried = [{s.name: ends(s)[-1]} for s in alone]
    # setting j is one value ahead of setting j − 1, so that not all are at their low end together
    tried += [
        {s.name: ends(s)[(turn + j) % len(ends(s))] for j, s in enumerate(others)}
        for turn in range(max((len(ends(s)) for s in others), default=1))
    ]
    tried[-1] |= {s.name: ends(s)[0] for s in alone}
    return tried


def ends(setting: Setting) -> tuple[Any, ...]:
    """The values of a choice, the two ends of a range."""
    domain = setting.domain
    return domain.values if isinstance(domain, Choice) else (domain.low, domain.high)


def _start(exhibit: Exhibit, small: Mapping[str, Any] | None, seed: int) -> Tensor:
    settings = exhibit.settings().with_(**{**(small or {}), "seed": seed})
    return exhibit.process.start(exhibit.problem.build(settings), settings).w
