"""What several aggregators ask of their evidence and of their parameters."""

import torch
from torch import Tensor

from ...errors import DescentError


def needed(given: Tensor | None, title: str, what: str) -> Tensor:
    """The `given` part of the evidence, or DescentError, naming what `title` needs."""
    if given is None:
        raise DescentError(f"{title} needs the tasks' {what}; found evidence without them.")
    return given


def within(value: float, name: str, low: float, high: float) -> None:
    """DescentError unless low ≤ value ≤ high."""
    if not low <= value <= high:
        raise DescentError(f"expected {name} in [{low:g}, {high:g}], found {value}.")


def uniform(
    shape: tuple[int, ...], like: Tensor, generator: torch.Generator | None, title: str
) -> Tensor:
    """Numbers in [0, 1) of `shape` in float64 beside `like`, drawn where the generator lives."""
    if generator is None:
        raise DescentError(f"{title} draws at random; pass a torch.Generator.")
    drawn = torch.rand(shape, generator=generator, dtype=torch.float64, device=generator.device)
    return drawn.to(like.device)
