"""A physics-informed network's losses: how far it is from the equation and from each condition."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce
from typing import TypeVar

import numpy as np
import torch
from descentkernels import conflict
from torch import Tensor

from descentlab.problems._pinn_equations import Equation, Term
from descentlab.problems._pinn_jets import JetNetwork
from descentlab.problems._pinn_pullback import with_pullback

T = TypeVar("T", Tensor, np.ndarray)


class PinnTasks(conflict.Tasks):
    """Lᵢ(w): the mean squared residual, boundary and (where there is one) initial error.

    In float64 on the CPU. Unweighted: a rule for weights sees each loss as it is.
    """

    def __init__(self, equation: Equation, network: JetNetwork) -> None:
        self.equation, self.network = equation, network
        self.inputs = network.inputs(equation.points)
        self._terms = [(term, term.target.numpy()) for term in equation.terms]

    @property
    def count(self) -> int:
        return len(self.equation.tasks)

    def loss(self, w: Tensor, task: int) -> Tensor:
        """L of one task [], for autograd, which may go through it as often as it likes."""
        group = self.equation.groups[task]
        jets = self.network.jets(w, self.inputs[:, group])
        squares = [_rows(t, jets, t.target).square().mean() for t in self._of(task)]
        return torch.stack(squares).sum()

    def total(self, w: Tensor) -> Tensor:
        """Σ Lᵢ []."""
        return torch.stack([self.loss(w, task) for task in range(self.count)]).sum()

    def values(self, w: Tensor) -> Tensor:
        with torch.no_grad():
            return torch.stack([self.loss(w, task) for task in range(self.count)])

    def values_and_gradients(self, w: Tensor) -> tuple[Tensor, Tensor]:
        layers = [(a.numpy(), b.numpy()) for a, b in self.network.layers(w.detach())]
        with np.errstate(over="ignore", invalid="ignore"):  # weights that diverge
            jets, pullback = with_pullback(self.network, layers, self.inputs.numpy())
            values, back = np.zeros(self.count), np.zeros_like(jets)
            for term, target in self._terms:
                rows = _rows(term, jets[:, term.points], target)
                values[term.task] += (rows * rows).mean()
                pull = rows * (2 / len(rows))
                for stream, factor in enumerate(term.streams):
                    if factor:
                        back[stream, term.points] += factor * pull
                if term.cubic:
                    back[0, term.points] += 3 * term.cubic * jets[0, term.points] ** 2 * pull
            rows = pullback(back, self.equation.groups)
        return torch.from_numpy(values), torch.from_numpy(rows)

    def _of(self, task: int) -> list[Term]:
        return [term for term in self.equation.terms if term.task == task]


def _rows(term: Term, own: T, target: T) -> T:
    """The errors [n] that a term squares, of its points' jets [2 + D, n]; arrays or tensors."""
    parts: Sequence[T] = [f * own[s] for s, f in enumerate(term.streams) if f]
    if term.cubic:
        parts = [*parts, term.cubic * own[0] ** 3]
    return reduce(operator.add, parts) - target
