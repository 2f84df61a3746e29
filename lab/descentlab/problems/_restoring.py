"""Losses of a picture of which a part was hidden.

Targets are the whole picture and what is hidden of it, [n, 64] each: standard deviations from each
pixel's mean, and 1 where it is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from descentlab.problems._digits import scans
from descentlab.problems._structure import structural_similarity

Criterion = Callable[[Tensor, Tensor], Tensor]

#: The side of a picture, and what it has of pixels.
SIDE = 8
PIXELS = SIDE * SIDE


def pixels(outputs: Tensor, targets: Tensor) -> Tensor:
    clean, missing = targets.split(PIXELS, 1)
    wrong = (missing * (outputs - clean).abs()).sum(1) / missing.sum(1).clamp_min(1)
    return wrong.mean()


def structure(of: str, outputs: Tensor, targets: Tensor) -> Tensor:
    """What was seen is pasted in: only what was hidden is the network's."""
    clean, missing = targets.split(PIXELS, 1)
    restored = torch.where(missing > 0, outputs, clean)
    wanted = _ink(clean) if of == "the picture" else 1 - _ink(clean)
    return 1 - structural_similarity(_ink(restored), wanted).mean()


def _ink(x: Tensor) -> Tensor:
    """[n, 64] standardised -> [n, 1, 8, 8] of ink."""
    ink = scans()[0].flatten(1)
    spread = (ink - ink.mean(0)).std()
    return (x * spread.to(x) + ink.mean(0).to(x)).unflatten(1, (1, SIDE, SIDE))


def mean_of(criteria: Mapping[str, Criterion]) -> Criterion:
    return lambda outputs, targets: torch.stack(
        [each(outputs, targets) for each in criteria.values()]
    ).mean()
