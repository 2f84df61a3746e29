"""Surfaces over the plane with value, gradient and Hessian in closed form, arrays in and out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

#: What places [..., 2] are: arrays, or tensors where only the value is asked for.
Places = Any


@dataclass(frozen=True)
class Surface(ABC):
    """A loss L(x, y); `steepness` κ is how much steeper its walls are than its floor."""

    steepness: float
    #: Where the gradient vanishes and the Hessian is positive definite.
    minima: ClassVar[tuple[tuple[float, float], ...]]

    @abstractmethod
    def value(self, p: Places) -> Any:
        """L [...] at `p` [..., 2]."""

    @abstractmethod
    def gradient(self, p: np.ndarray) -> np.ndarray:
        """∇L [..., 2]."""

    @abstractmethod
    def second(self, p: np.ndarray) -> tuple[Any, Any, Any]:
        """L_xx, L_xy and L_yy, each [...] or a number."""

    def sharpness(self, p: np.ndarray) -> np.ndarray:
        """The larger eigenvalue [...] of the Hessian."""
        xx, xy, yy = self.second(p)
        mean, half = (xx + yy) / 2, (xx - yy) / 2
        return mean + np.hypot(half, xy) + np.zeros(p.shape[:-1])

    def hessian(self, p: np.ndarray) -> np.ndarray:
        """∇²L [2, 2] at one place [2]."""
        xx, xy, yy = self.second(p)
        return np.array([[xx, xy], [xy, yy]], dtype=float)


class Valley(Surface):
    """½(x² + κy²): a long valley along x, whose walls rise κ times as fast."""

    minima = ((0.0, 0.0),)

    def value(self, p: Places) -> Any:
        return 0.5 * (p[..., 0] ** 2 + self.steepness * p[..., 1] ** 2)

    def gradient(self, p: np.ndarray) -> np.ndarray:
        return p * np.array([1.0, self.steepness])

    def second(self, p: np.ndarray) -> tuple[Any, Any, Any]:
        return 1.0, 0.0, self.steepness


class Banana(Surface):
    """(1 − x)² + κ(y − x²)² (Rosenbrock, 1960, with κ = 100): a valley that bends."""

    minima = ((1.0, 1.0),)

    def value(self, p: Places) -> Any:
        x, y = p[..., 0], p[..., 1]
        return (1 - x) ** 2 + self.steepness * (y - x**2) ** 2

    def gradient(self, p: np.ndarray) -> np.ndarray:
        x, y = p[..., 0], p[..., 1]
        wall = 2 * self.steepness * (y - x**2)
        return np.stack([2 * (x - 1) - 2 * x * wall, wall], -1)

    def second(self, p: np.ndarray) -> tuple[Any, Any, Any]:
        x, y, k = p[..., 0], p[..., 1], self.steepness
        return 2 - 4 * k * (y - 3 * x**2), -4 * k * x, 2 * k + 0 * x


class FourMinima(Surface):
    """κ((x² + y − 11)² + (x + y² − 7)²)/100 (Himmelblau, 1972): which minimum depends on all."""

    minima = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    )

    def value(self, p: Places) -> Any:
        x, y = p[..., 0], p[..., 1]
        return self.steepness / 100 * ((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2)

    def gradient(self, p: np.ndarray) -> np.ndarray:
        x, y = p[..., 0], p[..., 1]
        a, b = x**2 + y - 11, x + y**2 - 7
        return self.steepness / 100 * np.stack([4 * x * a + 2 * b, 2 * a + 4 * y * b], -1)

    def second(self, p: np.ndarray) -> tuple[Any, Any, Any]:
        x, y, k = p[..., 0], p[..., 1], self.steepness / 100
        a, b = x**2 + y - 11, x + y**2 - 7
        return k * (4 * a + 8 * x**2 + 2), k * 4 * (x + y), k * (4 * b + 8 * y**2 + 2)


class Saddle(Surface):
    """½κx² − ½y² + y⁴/16: a pass between two minima, left slowly by who starts on its crest."""

    minima = ((0.0, 2.0), (0.0, -2.0))

    def value(self, p: Places) -> Any:
        x, y = p[..., 0], p[..., 1]
        return 0.5 * self.steepness * x**2 - 0.5 * y**2 + y**4 / 16 + 1.0

    def gradient(self, p: np.ndarray) -> np.ndarray:
        x, y = p[..., 0], p[..., 1]
        return np.stack([self.steepness * x, y**3 / 4 - y], -1)

    def second(self, p: np.ndarray) -> tuple[Any, Any, Any]:
        return self.steepness, 0.0, 0.75 * p[..., 1] ** 2 - 1


SURFACES: dict[str, type[Surface]] = {
    "valley": Valley,
    "banana": Banana,
    "four minima": FourMinima,
    "saddle": Saddle,
}
