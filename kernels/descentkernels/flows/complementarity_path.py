"""Newton's method and the smoothed path for the semidefinite complementarity problem.

In Robinson's normal form X = Z₊, S = (−Z)₊ for a symmetric Z: complementary by construction, so
that the affine equation F₀(Z) = (−Z)₊ − α − β[Z₊] = 0 is all that is left. The smoothing of Chen,
Harker, Kanzow and Smale puts

    X_μ = ½ (Z + √(Z² + 4μ²)),   S_μ = X_μ − Z,   X_μ S_μ = μ²I,   F_μ = S_μ − α − β[X_μ],

whose derivative −(I − D + βD), with D the derivative of X_μ and 0 ≺ D ≺ I, is regular for every
monotone β, singular or not (Chen & Tseng, 2003).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .symmetric import Coordinates

# The plain Newton goes on while it halves the residual: then it is where it converges
# superlinearly, or soon there.
_GAIN = 0.5
# How far a step along the path may stray from it, ‖F_μ‖ ≤ 2μ max(1, ‖β‖), and by what factors it
# tries to lower μ. A quarter of the systems are saved against a fixed factor of 0.1.
_WIDTH, _NARROWEST = 2.0, 0.1  # the latter after some long ways back
_FACTORS = (1e-4, 1e-2, 0.1, 0.3, 0.6, 0.85, 0.95)
_LOWEST, _HIGHEST = 1e-16, 10.0  # of μ: problems come scaled to order one
_ENTRY = 1e-2  # the least μ to start from: lower down the path bends sharply
_SHORT = 0.6  # the part of a Newton step below which a larger μ is the shorter way
# β may not see a direction in which S vanishes: nothing but rounding then fixes X there, and would
# move it at random below μ = 1e-8. The ridge bounds that, and bends Newton's step by 1e-11.
_RIDGE = 1e-11


@dataclass(frozen=True)
class Problem:
    """α and β in symmetric coordinates, scaled so that α and a typical X are of order one."""

    coordinates: Coordinates
    a: np.ndarray  # [n]
    b: np.ndarray  # [n, n]

    @cached_property
    def stiffness(self) -> float:
        """max(1, ‖β‖): by how much F_μ can answer to a change of order μ."""
        return max(1.0, float(np.linalg.norm(self.b)))

    def slack(self, x: np.ndarray) -> np.ndarray:
        """α + β[X]: [n]."""
        return self.a + self.b @ x

    def at(self, z: np.ndarray, mu: float) -> "_Point":
        """F_μ and what its derivative needs at Z."""
        if not np.isfinite(z).all():
            return _Point(self, z, mu, z, z, z, z, z, np.inf)
        c = self.coordinates
        values, q = np.linalg.eigh(c.matrix(z))
        roots = np.abs(values) if mu == 0 else np.sqrt(values * values + 4 * mu * mu)
        x = c.vector((q * (0.5 * (values + roots))) @ q.T)
        f = x - z - self.slack(x)
        return _Point(self, z, mu, values, roots, q, x, f, float(np.sqrt(f @ f)))


@dataclass(frozen=True)
class _Point:
    problem: Problem
    z: np.ndarray  # [n]
    mu: float
    values: np.ndarray  # [k] eigenvalues e of Z
    roots: np.ndarray  # [k] √(e² + 4μ²)
    q: np.ndarray  # [k, k] eigenvectors, columns
    x: np.ndarray  # [n] X_μ
    f: np.ndarray  # [n] F_μ
    norm: float  # ‖F_μ‖

    def newton(self) -> np.ndarray:
        """dZ with F + (dF/dZ) dZ = 0: [n]."""
        return self._solve(self.f)

    def tangent(self) -> tuple[np.ndarray, np.ndarray]:
        """Newton's dZ, and dZ/dμ along the path: [n], [n]."""
        c, b = self.problem.coordinates, self.problem.b
        change = c.vector((self.q * (2 * self.mu / self.roots)) @ self.q.T)  # dX/dμ = dS/dμ
        both = self._solve(np.stack([self.f, change - b @ change], 1))
        return both[:, 0], both[:, 1]

    def _solve(self, right: np.ndarray) -> np.ndarray:
        """(I − D + βD)⁻¹ in the eigenbasis of Z, where D is diagonal, with the divided
        differences ½ (1 + (e_i + e_j) / (r_i + r_j)) of z -> ½(z + √(z² + 4μ²)) on it."""
        c = self.problem.coordinates
        sums = np.maximum(self.roots[:, None] + self.roots, 1e-300)
        d = 0.5 + 0.5 * ((self.values[:, None] + self.values) / sums)[c.rows, c.columns]
        w = c.rotation(self.q)
        system = w.T @ ((self.problem.b @ w) * d)
        system.flat[:: len(d) + 1] += 1 - d + _RIDGE * d
        return w @ np.linalg.solve(system, w.T @ right)


def search(
    problem: Problem, x: np.ndarray, guess: np.ndarray | None, tol: float, limit: int
) -> tuple[np.ndarray, int]:
    """X = Z₊ with ‖F₀(Z)‖ ≤ tol, or the best found, and how many systems were solved.

    Starts from x [n], or from the guess where that is nearer to a solution.
    """
    tries = [each for each in (x, guess) if each is not None]
    starts = [problem.at(each - problem.slack(each), 0.0) for each in tries]
    best, count = min(starts, key=lambda point: point.norm), 0
    try:
        while best.norm > tol and count < limit:
            trial = problem.at(best.z + best.newton(), 0.0)
            count += 1
            enough = trial.norm <= _GAIN * best.norm
            best = min(best, trial, key=lambda point: point.norm)
            if not enough:
                break
        if best.norm > tol:
            best, count = _follow(problem, best, tol, limit, count)
    except np.linalg.LinAlgError:  # the numbers left the range of doubles: there is no solution
        pass
    return best.x, count


def _follow(
    problem: Problem, best: _Point, tol: float, limit: int, count: int
) -> tuple[_Point, int]:
    """Down the path from the point's own residual; each system serves the way back to the path
    and the way along it. Where the way back is long, the path is met further up and followed
    more closely."""
    here, width = problem.at(best.z, max(best.norm, _ENTRY)), _WIDTH * problem.stiffness
    while count < limit and here.mu > _LOWEST:
        back, along = here.tangent()
        count += 1
        ends = [here.z] if here.mu < 10 * tol else []
        for z in [*ends, here.z + back - here.mu * along]:  # where the path would meet μ = 0
            best = min(best, problem.at(z, 0.0), key=lambda point: point.norm)
        if best.norm <= tol:
            break
        following = _lower(problem, here, back, along, width)
        if following is None:
            may_rise = here.mu < _HIGHEST and width > _NARROWEST * problem.stiffness
            following = _return(problem, here, back, _SHORT if may_rise else 1e-6)
            if following is None and may_rise:
                following, width = problem.at(here.z, 10 * here.mu), 0.3 * width
        if following is None:
            break
        here = following
    return best, count


def _lower(
    problem: Problem, here: _Point, back: np.ndarray, along: np.ndarray, width: float
) -> _Point | None:
    """The point at the smallest μ that is still near the path, if any."""
    for factor in _FACTORS:
        mu = factor * here.mu
        trial = problem.at(here.z + back + (mu - here.mu) * along, mu)
        if trial.norm <= width * mu:
            return trial
    return None


def _return(problem: Problem, here: _Point, back: np.ndarray, shortest: float) -> _Point | None:
    """The damped Newton step at this μ; None if it would be shorter than that part of it, as
    where rounding leaves nothing to gain."""
    size = 1.0
    while size >= shortest:
        trial = problem.at(here.z + size * back, here.mu)
        if trial.norm <= (1 - 0.1 * size) * here.norm:
            return trial
        size *= 0.5
    return None
