"""X along one substep, on the curvature as it is known from the substep's middle."""

from dataclasses import dataclass

import torch
from torch import Tensor

from . import complementarity
from .kernel_turn import kernel_turn

_PARTS, _PARTS_OF_MANY, _MANY = 4, 2, 5


@dataclass(frozen=True)
class Covariances:
    """[k, k] each, float64 on the CPU."""

    mean: Tensor  # over the substep
    last: Tensor  # at its end
    solved: bool
    solves: int


def covariances(
    begin: Tensor, end: Tensor, change: Tensor, allowed: float, guess: Tensor | None
) -> Covariances:
    """X(τ) ⪰ 0 that keeps A(τ) ⪰ 0 along a substep, τ from 0 to 1:

        A(τ) = begin + τ (end − begin) + change[∫₀^τ X],   X(τ) ⟂ A(τ)

    In four parts, two where k > 5, each with its constraint at its own end. All that is dear,
    eigenpairs and third derivatives, is the same for all; but eigenvalues that come to the edge,
    and eigenvectors that turn when two nearly meet, do so on a scale of their own.

    X ⟂ A at the end of a part has its range in the kernel there, and acts over the whole part: to
    second order it must be where the kernel is in the middle. So X = RᵀYR, with Y ⟂ A and R the
    kernel's turn in half a part, as far as the last X predicts it.

    Args:
        begin: [k, k] A(0).
        end: [k, k] A(1) if X = 0.
        change: [k, k, k, k] what a mean X adds to A(1).
        allowed: eigenvalues of A(1) may be this far below 0; those of A(τ) as far as A(0)'s are.
        guess: [k, k] X before.
    """
    nothing = torch.zeros_like(begin)
    if not all(bool(torch.isfinite(part).all()) for part in (begin, end, change)):
        return Covariances(nothing * torch.nan, nothing * torch.nan, False, 0)
    one = torch.eye(len(begin), dtype=begin.dtype)
    excess = max(allowed, -torch.linalg.eigvalsh(begin)[0].item())
    now, ahead = begin + excess * one, end + allowed * one
    parts = _PARTS if len(begin) <= _MANY else _PARTS_OF_MANY
    step, share = (ahead - now) / parts, change / parts
    mean, solved = nothing, True
    for _ in range(parts):
        free = now + step
        turn = _turn(now, free, share, guess)
        turned = torch.einsum("ijkl,ak,bl->ijab", share, turn, turn)
        start = None if guess is None else turn @ guess @ turn.T
        found = complementarity.solve(free, turned, start=start)
        guess, solved = turn.T @ found.x @ turn, solved and found.converged
        now, mean = free + _applied(share, guess), mean + guess / parts
    return Covariances(mean, guess, solved, parts)


def _turn(now: Tensor, free: Tensor, share: Tensor, guess: Tensor | None) -> Tensor:
    if guess is not None:
        sizes = torch.linalg.eigvalsh(guess)
        rank = int((sizes > 1e-6 * sizes.abs().max()).sum())
        if 0 < rank < len(guess):
            after = free + _applied(share, guess)
            return kernel_turn((now + after) / 2, after, rank)
    return torch.eye(len(now), dtype=now.dtype)


def _applied(beta: Tensor, x: Tensor) -> Tensor:
    return torch.einsum("ijkl,kl->ij", beta, x)
