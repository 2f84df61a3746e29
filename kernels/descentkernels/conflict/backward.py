"""An aggregator in a training loop of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from ..errors import DescentError
from .aggregators import Aggregator, Combined, Evidence, load_aggregator


def backward(
    losses: Sequence[Tensor] | Tensor,
    parameters: Iterable[nn.Parameter],
    aggregator: Aggregator | str,
    memory: Any = None,
    *,
    generator: torch.Generator | None = None,
) -> Combined:
    """Adds d = A(J) to every parameter's `.grad`, where `losses.sum().backward()` would add Σgᵢ.

    One pass back for each loss. Then call `optimizer.step()` as always::

        optimizer.zero_grad()
        found = conflict.backward([loss_a, loss_b], model.parameters(), "upgrad")
        optimizer.step()

    Args:
        losses: m scalars of one graph, or a tensor [m].
        parameters: those to be moved; others are not touched.
        aggregator: or its name, one of `aggregator_ids()`.
        memory: `found.memory` of the last call, for aggregators that remember.
        generator: for those of random order.

    Raises:
        DescentError: no losses, no parameter to train, a loss that is no scalar or depends on no
            parameter at all; an unknown name.
    """
    rule = load_aggregator(aggregator) if isinstance(aggregator, str) else aggregator
    moved = [p for p in parameters if p.requires_grad]
    given = list(losses)
    if not given or not moved:
        raise DescentError(
            f"expected losses and parameters that require a gradient, found {len(given)} and "
            f"{len(moved)}."
        )
    for index, loss in enumerate(given):
        if loss.numel() != 1 or not loss.requires_grad:
            raise DescentError(
                f"expected loss {index} to be a scalar that depends on the parameters, found "
                f"shape {list(loss.shape)}, requires_grad={loss.requires_grad}."
            )
    rows = []
    for index, loss in enumerate(given):
        parts = torch.autograd.grad(
            loss.squeeze(), moved, retain_graph=index < len(given) - 1, materialize_grads=True
        )
        rows.append(torch.cat([part.flatten() for part in parts]))
    values = torch.stack([loss.detach().squeeze() for loss in given])
    found = rule.combine(Evidence.of(torch.stack(rows), values), memory, generator=generator)
    assert found.direction is not None
    pieces = found.direction.split([p.numel() for p in moved])
    for parameter, piece in zip(moved, pieces, strict=True):
        piece = piece.view_as(parameter).to(parameter.dtype)
        parameter.grad = piece.clone() if parameter.grad is None else parameter.grad + piece
    return found
