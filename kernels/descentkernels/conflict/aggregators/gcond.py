"""GCond: the worst conflict first, by a rule for each zone of it; an arbiter picks the winner."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ...errors import DescentError
from ._arbiter import Past, arbitrate, remembered
from ._needed import within
from ._zones import FORMS, Surrender
from .base import Aggregator, Combined, Evidence, checked_gramian, weighted

#: A gradient of which a projection has left less than this share is rounding, and has no angle.
ROUNDING = 1e-6


@dataclass(frozen=True)
class GCond(Aggregator):
    """d = Σ gᵢ' of gradients resolved pair by pair (Alves Limarenko & Studenikina, 2025).

    Up to 2m times the pair of smallest cosine c is taken, while c < weak (0):
    weak zone (main ≤ c): each gives up its part along the other, at once;
    main zone (critical ≤ c < main): the loser gives up its part along the winner;
    critical zone (c < critical): the loser is dropped.
    The winner has the larger stability · [agreement with its own last gradient]₊ + (1 − stability)
    · [length beside its own mean length, as a share of both's]; who won three times in a row loses.

    These "zones" are of the paper's first version; the "smooth" form of its second, the released
    code's default, lets both give up shares that go over into one another (`_zones.py`). Other
    parts lie elsewhere: accumulating is the process's, momentum the optimizer's. What differs: mean
    lengths begin at the first lengths (there at 1), ties go to the longer gradient (there to the
    first named), and nothing is rounded to bfloat16.
    """

    gcond_critical: float = -0.8
    gcond_main: float = -0.5
    gcond_weak: float = 0.0
    gcond_stability: float = 0.8
    gcond_form: str = "zones"

    title = "GCond"
    source = "Alves Limarenko & Studenikina, 2025"
    needs = "gradients"
    promises = frozenset({"equivariant"})

    def __post_init__(self) -> None:
        within(self.gcond_stability, "gcond_stability", 0, 1)
        if self.gcond_form not in FORMS:
            raise DescentError(
                f"gcond_form: expected one of {sorted(FORMS)}, found {self.gcond_form!r}."
            )
        if not -1 <= self.gcond_critical <= self.gcond_main <= self.gcond_weak <= 1:
            raise DescentError(
                "expected −1 ≤ gcond_critical ≤ gcond_main ≤ gcond_weak ≤ 1, found "
                f"{self.gcond_critical:g}, {self.gcond_main:g}, {self.gcond_weak:g}."
            )

    def combine(
        self,
        evidence: Evidence,
        memory: Past | None = None,
        *,
        generator: torch.Generator | None = None,
    ) -> Combined:
        """Where only the Gramian is known, no gradient has a past to agree with."""
        gramian = checked_gramian(evidence.gramian)
        tasks = gramian.shape[-1]
        past, agreements = remembered(memory, gramian, evidence.gradients)
        mixing = torch.eye(tasks).to(gramian).expand_as(gramian)
        lengths = gramian.diagonal(dim1=-2, dim2=-1).clamp(min=0).sqrt()
        winners = past.winners
        for _ in range(2 * tasks if tasks > 1 else 0):
            now = mixing @ gramian @ mixing.mT  # gᵢ'·gⱼ'
            size = now.diagonal(dim1=-2, dim2=-1).clamp(min=0).sqrt()
            whole = (mixing.abs() * lengths[..., None, :]).sum(-1)
            size = torch.where(size <= ROUNDING * whole, torch.nan, size)
            cosine, pair = _worst(now, size)
            active = cosine < self.gcond_weak
            if not active.any():
                break
            agreement = (mixing * agreements).sum(-1) / size
            winner, loser = arbitrate(pair, agreement, size, past, winners, self.gcond_stability)
            zones = (self.gcond_critical, self.gcond_main, self.gcond_weak)
            given = FORMS[self.gcond_form](cosine, *zones)
            judged = active & given.judged
            mixing = _resolved(mixing, now, winner, loser, active, given)
            shifted = torch.cat((winners[..., 1:], winner), -1)
            winners = torch.where(judged[..., None], shifted, winners)
        weights = mixing.sum(-2)
        weights = torch.where(gramian.isfinite().all(-1).all(-1, keepdim=True), weights, torch.nan)
        return Combined(weights, weighted(weights, evidence.gradients), past.after(winners, mixing))


def _worst(now: Tensor, size: Tensor) -> tuple[Tensor, Tensor]:
    """The smallest cosine [...] and the two tasks [..., 2] it lies between; ∞ where none has."""
    tasks = now.shape[-1]
    cosines = now / size[..., None] / size[..., None, :]
    later = torch.ones(tasks, tasks, dtype=torch.bool, device=now.device).triu(1)
    found = torch.where(later & ~cosines.isnan(), cosines, torch.inf).flatten(-2).min(-1)
    return found.values, torch.stack((found.indices // tasks, found.indices % tasks), -1)


def _resolved(
    mixing: Tensor, now: Tensor, winner: Tensor, loser: Tensor, active: Tensor, given: Surrender
) -> Tensor:
    """The coefficients after the loser [..., 1] and the winner gave up their shares."""
    tasks = mixing.shape[-1]
    first = torch.nn.functional.one_hot(winner[..., 0], tasks).to(mixing)
    second = torch.nn.functional.one_hot(loser[..., 0], tasks).to(mixing)
    product = (first[..., None, :] @ now @ second[..., None])[..., 0]  # [..., 1]
    squares = now.diagonal(dim1=-2, dim2=-1)
    of_winner = (first[..., None, :] @ mixing)[..., 0, :]
    of_loser = (second[..., None, :] @ mixing)[..., 0, :]
    gives = -given.loser[..., None] * product / squares.gather(-1, winner) * of_winner
    gives = torch.where(given.dropped[..., None], -of_loser, gives)
    takes = -given.winner[..., None] * product / squares.gather(-1, loser) * of_loser
    takes = torch.where(given.winner[..., None] > 0, takes, 0.0)
    moved = (
        mixing + second[..., None] * gives[..., None, :] + first[..., None] * takes[..., None, :]
    )
    return torch.where(active[..., None, None], moved, mixing)


aggregator = GCond()
