"""The logits along one step, to first order: what the softmax radii are computed from."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ..errors import DescentError


@dataclass(frozen=True)
class Ray:
    """Logits z_k + a_k t of each example along w + t v, with v the unit step direction.

    The loss of example i along the ray is −z_y − a_y t + log F(t), F(t) = Σ_k exp(z_k + a_k t),
    and its singularities are the complex zeros of F.
    """

    logits: Tensor  # z [n, K] float64, at t = 0
    slopes: Tensor  # a = J_z v [n, K] float64
    labels: Tensor | None = None  # y [n] int64, where the classes are known

    def __post_init__(self) -> None:
        if self.logits.ndim != 2 or self.logits.shape != self.slopes.shape:
            raise DescentError(
                "a ray expects logits and slopes [n, K] of one shape, found "
                f"{list(self.logits.shape)} and {list(self.slopes.shape)}."
            )
        if self.labels is not None and self.labels.shape != self.logits.shape[:1]:
            raise DescentError(
                f"a ray expects labels [{len(self.logits)}], found {list(self.labels.shape)}."
            )
        for name in ("logits", "slopes"):
            object.__setattr__(self, name, getattr(self, name).detach().double())

    def __len__(self) -> int:
        """n, the number of examples."""
        return len(self.logits)

    @property
    def classes(self) -> int:
        """K."""
        return self.logits.shape[1]

    def at_temperature(self, temperature: float) -> "Ray":
        """The ray of softmax(z/T): both logits and slopes are divided by T > 0."""
        if not temperature > 0:
            raise DescentError(f"expected a temperature above 0, found {temperature}.")
        return replace(self, logits=self.logits / temperature, slopes=self.slopes / temperature)

    def chosen(self, which: Tensor) -> "Ray":
        """The ray of some of the examples: [m] numbers or [n] booleans."""
        labels = None if self.labels is None else self.labels[which]
        return Ray(self.logits[which], self.slopes[which], labels)

    @property
    def spread(self) -> Tensor:
        """Δ_a = max a − min a of each example [n]."""
        return self.slopes.amax(1) - self.slopes.amin(1)

    @property
    def probabilities(self) -> Tensor:
        """softmax(z) [n, K]."""
        return torch.softmax(self.logits, 1)
