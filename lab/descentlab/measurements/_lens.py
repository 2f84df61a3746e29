"""What the radii are read along, and at which temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import top_eigenpairs
from torch import Tensor

from descentlab.randomness import generator
from descentlab.runs.point import Point
from descentlab.settings import Choice, Info, Range, Settings


@dataclass(frozen=True)
class LensSettings(Settings):
    """How the radii are read."""

    temperature: Annotated[
        float,
        Range(0.05, 20.0, log=True),
        Info(
            "temperature T",
            "The radii, the ghosts and the loss along the step are read from softmax(z/T). A lens: "
            "training goes on at T = 1.",
            True,
            "lens",
        ),
    ] = 1.0
    direction: Annotated[
        str,
        Choice("step", "gradient", "eigenvector", "random"),
        Info(
            "along",
            "What the radii are read along: the step the optimizer will make, −∇L, the sharpest "
            "direction u₁, or a random one that stays. The step's length τ is laid off along it.",
            True,
            "lens",
        ),
    ] = "step"
    sample: Annotated[
        int,
        Range(-1, 1796),
        Info(
            "example",
            "Whose ghosts are drawn; −1: whoever is most fragile at the step. Click a picture of "
            "the ranking.",
            True,
            "lens",
        ),
    ] = -1


def way(point: Point, step: Tensor, last: Tensor | None) -> Tensor:
    """What the lens looks along, of any length [P]; `last` is what it looked along before."""
    chosen, w = point.settings.direction, point.state.w
    if chosen == "gradient":
        return -point.gradient
    if chosen == "random":
        source = generator(point.settings.seed, "direction")
        return torch.randn(len(w), generator=source, dtype=w.dtype).to(w)
    if chosen == "eigenvector" and bool(torch.isfinite(point.gradient).all()):
        sharpest = top_eigenpairs(
            point.linearization.hvp,
            len(w),
            1,
            start=None if last is None else last[None],
            tol=1e-2,
            max_hvps=30,
            generator=point.generator("direction"),
            device=w.device,
            dtype=w.dtype,
        ).vectors[0]
        # either sign is an eigenvector: the one that the last look was along, or else downhill
        towards = -point.gradient if last is None else last
        return -sharpest if float(sharpest @ towards) < 0 else sharpest
    return step
