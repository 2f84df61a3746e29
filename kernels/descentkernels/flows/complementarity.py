"""The semidefinite complementarity problem of the central flow (Cohen et al., 2025).

    find symmetric X with   0 ⪯ X  ⟂  S = α + β[X] ⪰ 0,   β[X]_ij = Σ_kl β_ijkl X_kl

X is the covariance of the oscillation in the critical directions, S the curvature that is left
under the threshold. Semismooth Newton from a guess, which takes two or three systems when the
rank of X is right; where that stalls, the smoothed central path (`complementarity_path`).
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..errors import DescentError
from .complementarity_path import Problem, search
from .symmetric import Coordinates, coordinates


@dataclass(frozen=True)
class Complementarity:
    """A solution with its certificate, float64 on the CPU.

    `residual` is the largest of ‖X − (X − S)₊‖, ‖X₋‖, ‖S₋‖ (Frobenius) and |⟨X, S⟩|, with
    S = α + β[X] taken from X alone, S in units of ‖α‖ and X in units of max(u, ‖X‖). u is the
    length that minimises ⟨α, X⟩ + ½⟨X, β[X]⟩ along (−α)₊, or ‖α‖/‖β‖ where β vanishes there.
    """

    x: Tensor  # [k, k]
    slack: Tensor  # [k, k] S
    residual: float
    iterations: int  # Newton systems solved
    converged: bool  # residual ≤ tol


def solve(
    alpha: Tensor,
    beta: Tensor,
    *,
    tol: float = 1e-10,
    start: Tensor | None = None,
    max_iterations: int = 100,
) -> Complementarity:
    """0 ⪯ X ⟂ α + β[X] ⪰ 0.

    α and the pairs (i, j) and (k, l) of β are symmetrised, which changes nothing for symmetric X;
    the two pairs may differ, β_ijkl ≠ β_klij, and such a β is solved as it is. Where ⟨X, β[X]⟩ ≥ 0
    and some X ⪰ 0 has α + β[X] ≻ 0, there is a solution; if β is symmetric too, S is unique and X
    is unique but for what β does not see. X = 0 whenever α ⪰ 0. Without a solution `converged`
    is False and X means nothing.

    Args:
        alpha: [k, k], any float dtype and device, as is β.
        beta: [k, k, k, k].
        tol: the largest `residual` that is a solution.
        start: [k, k] a guess of X, such as the last solution.
        max_iterations: Newton systems to solve at most.

    Raises:
        DescentError: if the shapes do not fit or an entry is not finite.
    """
    k = alpha.shape[-1] if alpha.ndim else 0
    if not k or alpha.shape != (k, k) or beta.shape != (k,) * 4:
        raise DescentError(
            f"expected alpha [k, k] and beta [k, k, k, k], found {list(alpha.shape)} and "
            f"{list(beta.shape)}."
        )
    if start is not None and start.shape != (k, k):
        raise DescentError(f"expected a start [{k}, {k}] like alpha, found {list(start.shape)}.")
    c = coordinates(k)
    a, b = c.vector(_array(alpha, "alpha")), c.operator(_array(beta, "beta"))
    height = float(np.sqrt(a @ a)) or 1.0
    direction, unit = _along(c, a, b)
    problem = Problem(c, a / height, b * (unit / height))
    x, count = direction, 0  # for k = 1, and where nothing is negative, that is all
    if k > 1 and direction.any():
        guess = None if start is None else c.vector(_array(start, "start")) / unit
        # the certificate is at most ‖F₀‖: aim a little below
        x, count = search(problem, direction, guess, 0.3 * tol, max_iterations)
    slack, residual = _certificate(problem, x)
    return Complementarity(
        torch.from_numpy(c.matrix(x) * unit),
        torch.from_numpy(slack * height),
        residual,
        count,
        residual <= tol,
    )


def _along(c: Coordinates, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, float]:
    """(−α)₊ at length one, or zero, and u."""
    values, q = np.linalg.eigh(c.matrix(a))
    out = c.vector((q * np.maximum(-values, 0)) @ q.T)
    length = float(np.sqrt(out @ out))
    height, slope = float(np.sqrt(a @ a)), float(np.linalg.norm(b))
    if length:
        out /= length
    curvature = float(out @ b @ out)
    if length and curvature > 1e-8 * slope:
        return out, float(-a @ out) / curvature
    return out, height / slope if height and slope else 1.0


def _certificate(problem: Problem, x: np.ndarray) -> tuple[np.ndarray, float]:
    """S [k, k] in units of ‖α‖, and `Complementarity.residual`."""
    matrix = problem.coordinates.matrix
    slack = matrix(problem.slack(x))
    xs = matrix(x) / max(1.0, float(np.sqrt(x @ x)))
    values, q = np.linalg.eigh(xs - slack)
    natural = np.linalg.norm(xs - (q * np.maximum(values, 0)) @ q.T)
    parts = [np.linalg.norm(np.minimum(np.linalg.eigvalsh(part), 0)) for part in (xs, slack)]
    return slack, float(max(natural, *parts, abs(np.vdot(xs, slack))))


def _array(tensor: Tensor, name: str) -> np.ndarray:
    array = tensor.detach().to("cpu", torch.float64).numpy()
    if not np.isfinite(array).all():
        raise DescentError(f"{name} has entries that are not finite: there is nothing to solve.")
    return array
