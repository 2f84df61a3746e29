"""The characteristic function of one example's slopes, in units in which it is 1-Lipschitz."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .ghost_plane import characteristic_modulus


@dataclass(frozen=True)
class Characteristic:
    """f(x) = Σ_k p_k(Re x) e^{i b_k Im x}, p(u) = softmax(z + u b), b ∈ [−1, 1]^K, x = t Δ_a/2.

    f has the zeros of F, and |f(x) − f(x')| ≤ |x − x'|: along the imaginary axis its derivative is
    at most Σ p|b| ≤ 1, along the real one Σ p|b − μ| ≤ 1, μ = Σ p b. So f has no zero within |f(x)|
    of x, nor on the way between points closer to one another than |f(x)| + |f(x')|.
    """

    logits: Tensor  # z [K], not all of equal slope
    slopes: Tensor  # b [K], from −1 to 1

    def values(self, x: Tensor) -> Tensor:
        """f at any points: complex128 [m] -> [m]."""
        return self._terms(x)[1].sum(1)

    def modulus(self, u: Tensor, y: Tensor) -> Tensor:
        """|f| on a grid: [nx], [ny] -> [ny, nx]."""
        return characteristic_modulus(self.logits, self.slopes, u, y)

    def newton(self, x: Tensor) -> Tensor:
        """x − g(x)/g'(x) with g = F e^{−μx}, μ the mean slope at Re x: without the exponential
        Newton's method runs along the real axis to where F is small."""
        weights, terms = self._terms(x)
        centred = self.slopes - (weights @ self.slopes)[:, None]
        change = terms.sum(1) / (terms * centred).sum(1)
        return x - change / change.abs().clamp(min=1)

    def largest_odds(self, u: Tensor) -> Tensor:
        """log(p/(1 − p)) of the likeliest class, [m] -> [m]. It changes by at most 2 for each 1 of
        u, and where it is positive f has no zero at any height: one term outweighs the others."""
        top = torch.log_softmax(self.logits[:, None] + self.slopes[:, None] * u, 0).amax(0)
        return top - torch.log(-torch.expm1(top))

    def strip(self) -> tuple[float, float]:
        """Real parts that all zeros lie between: left of them the classes of least slope outweigh
        the others e² times or more, right of them those of largest slope."""
        return -self._outweighed(-self.slopes), self._outweighed(self.slopes)

    def _outweighed(self, slopes: Tensor) -> float:
        first = slopes >= 1 - 1e-12  # equal but for rounding
        gap = 1 - slopes[~first]
        lead = torch.logsumexp(self.logits[first], 0) - self.logits[~first]
        # from there on none of the others has more than a share of e⁻² in their number
        return float(((math.log(len(gap)) + 2 - lead) / gap).amax())

    def _terms(self, x: Tensor) -> tuple[Tensor, Tensor]:
        weights = torch.softmax(self.logits + x.real[:, None] * self.slopes, 1)
        return weights, torch.polar(weights, x.imag[:, None] * self.slopes)
