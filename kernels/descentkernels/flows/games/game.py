"""Two players, each with a loss of both players' weights."""

from collections.abc import Callable
from typing import Self, final

import torch
from torch import Tensor

from ...errors import DescentError


@final
class Game:
    """The field V(z) of a game with weights z = (x, y), x ∈ R^m and y ∈ R^(d−m).

    Args:
        field: V, [d] -> [d], built from torch operations, so that autograd can go through it.
        first: m, how many of the weights are the first player's.
        jacobian: optional [d] -> [d, d], V'(z), for small games in closed form; without it
            products with V' go through autograd.

    Raises:
        DescentError: if first < 1.
    """

    def __init__(
        self,
        field: Callable[[Tensor], Tensor],
        first: int,
        *,
        jacobian: Callable[[Tensor], Tensor] | None = None,
    ) -> None:
        if first < 1:
            raise DescentError(f"expected at least one weight of the first player, found {first}.")
        self._field = field
        self._jacobian = jacobian
        self.first = first

    @classmethod
    def of_losses(
        cls,
        first_loss: Callable[[Tensor, Tensor], Tensor],
        second_loss: Callable[[Tensor, Tensor], Tensor],
        first: int,
    ) -> Self:
        """V = (−∇ₓf₁(x, y), −∇_y f₂(x, y)); a zero-sum game has f₂ = −f₁."""

        def field(z: Tensor) -> Tensor:
            keep = torch.is_grad_enabled() and z.requires_grad
            with torch.enable_grad():
                z = z if keep else z.detach().requires_grad_()
                x, y = z[:first], z[first:]
                gx = _gradient(first_loss(x, y), x, graph=keep)
                gy = _gradient(second_loss(x, y), y, graph=keep)
            return -torch.cat([gx, gy])

        return cls(field, first)

    def field(self, z: Tensor) -> Tensor:
        """V(z): [d] -> [d].

        Raises:
            DescentError: if the field's shape is not z's, or the second player has no weights.
        """
        with torch.no_grad():
            value = self._field(z.detach())
        if value.shape != z.shape or z.ndim != 1 or z.numel() <= self.first:
            raise DescentError(
                f"expected z and V(z) [d] with d > {self.first}, found {list(z.shape)} and "
                f"{list(value.shape)}."
            )
        return value.detach()

    def jvp(self, z: Tensor, u: Tensor) -> Tensor:
        """V'(z)u: [d], [d] -> [d]."""
        if self._jacobian is not None:
            return self._jacobian(z) @ u
        with torch.enable_grad():
            point = z.detach().requires_grad_()
            weights = torch.zeros_like(z, requires_grad=True)
            # V'ᵀs is linear in s, so that its derivative in s is V'
            pulled = _gradient(self._field(point), point, weights, graph=True)
            return _gradient(pulled, weights, u).detach()

    def jacobian(self, z: Tensor) -> Tensor:
        """V'(z) [d, d]."""
        if self._jacobian is not None:
            return self._jacobian(z)
        return torch.stack([self.jvp(z, e) for e in torch.eye(len(z)).to(z)], 1)

    def own(self, u: Tensor, player: int) -> Tensor:
        """u with the other player's part set to zero; player 0 or 1."""
        mine = torch.arange(len(u), device=u.device) < self.first
        return torch.where(mine if player == 0 else ~mine, u, 0.0)


def _gradient(
    outputs: Tensor, at: Tensor, weights: Tensor | None = None, *, graph: bool = False
) -> Tensor:
    if not outputs.requires_grad:
        return torch.zeros_like(at, requires_grad=graph)
    return torch.autograd.grad(
        outputs, at, weights, create_graph=graph, allow_unused=True, materialize_grads=True
    )[0]
