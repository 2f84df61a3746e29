"""How alike two pictures are in structure."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

#: (0.01·range)² and (0.03·range)², as published, for values from 0 to 1.
C1, C2 = 0.01**2, 0.03**2


def structural_similarity(x: Tensor, y: Tensor, window: int = 4) -> Tensor:
    """SSIM [n] of pictures [n, 1, h, w], 1 for equal ones (Wang, Bovik, Sheikh & Simoncelli, 2004).

    The mean over windows of (2μₓμᵧ + C₁)(2σₓᵧ + C₂)/((μₓ² + μᵧ² + C₁)(σₓ² + σᵧ² + C₂)); even
    weights in small windows in place of a Gaussian over 11×11 pixels, since the scans have 8×8.
    """

    def mean(z: Tensor) -> Tensor:
        return functional.avg_pool2d(z, window, stride=1)

    mx, my = mean(x), mean(y)
    vx, vy, vxy = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    alike = (2 * mx * my + C1) * (2 * vxy + C2)
    return (alike / ((mx * mx + my * my + C1) * (vx + vy + C2))).mean((1, 2, 3))
