"""What a flow is at one time, as plain data."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Spent:
    """Work of the last call of `advance`."""

    gradients: int = 0  # gradients of the loss, those of linearisations among them
    hvps: int = 0  # Hessian-vector products
    pairs: int = 0  # third directional derivatives ∇(uᵀHv)
    solves: int = 0  # complementarity problems
    substeps: int = 0  # accepted
    rejected: int = 0  # taken again, shorter

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(*(a + b for a, b in zip(self.counts(), other.counts(), strict=True)))

    def counts(self) -> tuple[int, ...]:
        """In the order of the fields."""
        return (
            self.gradients,
            self.hvps,
            self.pairs,
            self.solves,
            self.substeps,
            self.rejected,
        )


@dataclass(frozen=True)
class Warm:
    """What makes the next substep cheap; leaving it out changes results by no more than tol."""

    points: tuple[
        tuple[Tensor, Tensor], ...
    ] = ()  # (w [P], block [m, P] orthonormal), newest first
    edge: Tensor | None = None  # [c, P] rows of U that might oscillate in the last substep
    x: Tensor | None = None  # [c, c] X there
    force: Tensor | None = None  # [P] ½∇⟨H, Σ⟩ there


@dataclass(frozen=True)
class FlowState:
    """A flow at time t. Tensors and plain data only: it can be pickled, copied and stored."""

    t: float  # in updates
    w: Tensor  # [P]
    slots: tuple[tuple[str, Tensor], ...]  # the optimizer's, by name
    values: Tensor  # [k] float64, largest eigenvalues of P⁻¹H that are followed, descending
    vectors: Tensor  # [k, P] rows u of them, uᵢᵀPuⱼ = δᵢⱼ
    x: Tensor  # [k, k] float64, X averaged over the last unit; zeros where nothing oscillates
    substep: float  # proposed for the next; 0: given up, it stands still
    spent: Spent
    trouble: str = ""  # why this should not be believed from here on; "" while it should
    warm: Warm = Warm()
