"""The ellipse of a covariance in the plane."""

from __future__ import annotations

import numpy as np


def ellipse(covariance: np.ndarray, points: int = 96) -> np.ndarray:
    """Closed outline [points + 1, 2] of {C^½ n : ‖n‖ = 1}; `covariance` is (xx, xy, yy).

    A variance that rounding made negative counts as zero.
    """
    xx, xy, yy = (float(v) for v in covariance)
    values, vectors = np.linalg.eigh([[xx, xy], [xy, yy]])
    turn = np.linspace(0, 2 * np.pi, points + 1)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    root = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    return (root @ circle).T
