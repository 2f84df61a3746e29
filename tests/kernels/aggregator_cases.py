"""Gradients of every sort that aggregators meet, and how far an update is from its promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from descentkernels.conflict import Aggregator, Evidence, Weighting
from kernel_cases import generator
from torch import Tensor

MEMBERS, STEPS = 6, 2
TASKS = (1, 2, 3, 8)


@dataclass(frozen=True)
class Inputs:
    """Gradients [STEPS, MEMBERS, m, P] of one kind."""

    kind: str
    gradients: Tensor
    independent: bool = True
    stationary: bool = False  # some convex combination of each member's rows is 0
    strongly: bool = False  # and one with all weights positive

    @property
    def losses(self) -> Tensor:
        """Positive, falling a little at every step [STEPS, MEMBERS, m]."""
        shape = self.gradients.shape[:-1]
        return 1 + torch.rand(shape, generator=generator(7), dtype=torch.float64).cumsum(0).flip(0)


def inputs() -> Iterator[Inputs]:
    """By number of tasks, rank, stationarity and scale: lengths of 1e-10 to 1e10 throughout."""
    for m in TASKS:
        draw = generator(m)
        plain = torch.randn(STEPS, MEMBERS, m, m + 2, generator=draw, dtype=torch.float64)
        exponents = torch.rand(STEPS, MEMBERS, m, 1, generator=draw, dtype=torch.float64) * 20 - 10
        common = 10.0 ** torch.tensor([-10, -5, 0, 0, 5, 10])[:, None, None]
        yield Inputs("independent", plain * common)
        yield Inputs("unequal lengths", plain * 10**exponents)
        zero = plain * common
        zero[..., 0, :] = 0
        yield Inputs("one zero", zero, False, True, m == 1)
        yield Inputs("all zero", 0 * plain, False, True, True)
        if m == 1:
            continue
        others = plain[..., 1:, :]
        shares = 0.5 + torch.rand(others[..., :1].shape, generator=draw, dtype=torch.float64)
        balance = (-shares * others).sum(-2, keepdim=True)
        yield Inputs(
            "nearly balanced", torch.cat((balance + 1e-3 * plain[..., :1, :], others), -2) * common
        )
        yield Inputs("balanced", torch.cat((balance, others), -2) * common, False, True, True)
        opposite = -shares[..., :1, :] * others[..., :1, :]
        yield Inputs(
            "two opposite", torch.cat((opposite, others), -2) * common, False, True, m == 2
        )
        twice = torch.cat((others[..., :1, :], others), -2)
        yield Inputs("two identical", twice * common, False)
        flat = plain.clone()
        flat[..., 0] = flat[..., 0].abs() + 0.1  # all in one half space: nothing balances
        flat[..., max(m // 2, 1) :] = 0
        yield Inputs("dependent", flat * common, False)


def updates(aggregator: Aggregator, gradients: Tensor, losses: Tensor) -> tuple[Tensor, Tensor]:
    """d [STEPS, MEMBERS, P] and the size [STEPS, MEMBERS] of the terms it was added up from."""
    if isinstance(aggregator, Weighting):  # nothing remembered: all steps at once
        steps = [aggregator.combine(Evidence.of(gradients), generator=generator(0))]
        gradients = gradients[None]
    else:
        memory, steps = None, []
        for step, (rows, values) in enumerate(zip(gradients, losses, strict=True)):
            evidence = Evidence.of(rows, values)
            steps.append(aggregator.combine(evidence, memory, generator=generator(step)))
            memory = steps[-1].memory
    lengths = gradients.norm(dim=-1)
    terms = [
        (found.weights.abs() * l).sum(-1)
        if found.weights is not None
        else torch.maximum(l.sum(-1), found.direction.norm(dim=-1))
        for found, l in zip(steps, lengths, strict=True)
    ]
    shape = losses.shape[:-1]
    direction = torch.stack([found.direction for found in steps])
    return direction.reshape(*shape, -1), torch.stack(terms).reshape(shape)


def share(part: Tensor, whole: Tensor) -> Tensor:
    """|part| / whole, 0 where there is nothing at all."""
    return torch.where(part == 0, 0.0, part.abs() / whole)


def breaches(aggregator: Aggregator, given: Inputs) -> dict[str, float]:
    """How far each promise is broken, in shares of the terms that were added up; NaN is a breach.

    non_conflicting: the most negative cosine of d with a gradient; of dependent gradients, whose
    d may be all rounding, over d's terms. equivariant: ‖A(ΠJ) − A(J)‖. linear: ‖A(diag(a + 2b)J) −
    A(diag(a)J) − 2A(diag(b)J)‖. stationary, strongly_stationary: ‖d‖ where it should be 0, and 1
    where it is 0 and should not be.
    """
    rows, losses = given.gradients, given.losses
    m = rows.shape[-2]
    d, size = updates(aggregator, rows, losses)

    whole = d.norm(dim=-1) if given.independent else size
    along = (rows @ d[..., None])[..., 0].clamp(max=0)
    conflict = share(along, rows.norm(dim=-1) * whole[..., None])

    order = torch.arange(m).roll(1).flip(0)
    turned, turned_size = updates(aggregator, rows[..., order, :], losses[..., order])
    moved = share((turned - d).norm(dim=-1), size + turned_size)

    a, b = 0.5 + torch.rand(2, m, generator=generator(m), dtype=torch.float64)
    parts = [updates(aggregator, rows * c[:, None], losses * c) for c in (a + 2 * b, a, b)]
    bent = share((parts[0][0] - parts[1][0] - 2 * parts[2][0]).norm(dim=-1), size)

    length = share(d.norm(dim=-1), size)
    lost = (length < 1e-7).double()
    return {
        "non_conflicting": conflict.max().item(),
        "equivariant": moved.max().item(),
        "linear": bent.max().item(),
        "stationary": (length if given.stationary else lost).max().item(),
        "strongly_stationary": (length if given.strongly else lost).max().item(),
    }
