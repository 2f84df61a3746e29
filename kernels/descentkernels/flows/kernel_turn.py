"""How the critical directions turn within a substep."""

import torch
from torch import Tensor


def kernel_turn(alpha: Tensor, beta: Tensor, guess: Tensor) -> Tensor | None:
    """The rotation R [c, c] of A's kernel from a substep's middle to its end; None for none.

    The constraint is met at the end, X ⟂ A_end, by an X on the kernel there. The force ½∇⟨H, Σ⟩
    acts over the whole substep and is right to second order only where the kernel is in the
    middle, with RᵀXR. R is the direct rotation (Davis & Kahan, 1970) between the first r
    coordinates, largest eigenvalues first, and the r lowest eigenvectors of α + β[guess]; r is the
    rank of the guess. Within the kernel, where eigenvectors are arbitrary, it does not turn.

    Args:
        alpha: [c, c] A at the end without an oscillation, in the middle's eigenvectors.
        beta: [c, c, c, c] what X adds.
        guess: [c, c] X as it was a substep ago.
    """
    sizes = torch.linalg.eigvalsh(guess)
    rank = int((sizes > 1e-6 * sizes.abs().max()).sum())
    if not 0 < rank < len(guess):
        return None
    end = alpha + torch.einsum("ijkl,kl->ij", beta, guess)
    lowest = torch.linalg.eigh(end)[1][:, :rank]
    after, one = lowest @ lowest.T, torch.eye(len(guess), dtype=alpha.dtype)
    before = torch.diag((torch.arange(len(guess)) < rank).to(one))
    left, _, right = torch.linalg.svd(after @ before + (one - after) @ (one - before))
    return left @ right
