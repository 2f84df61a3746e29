"""What a picture of an example's ghosts shows, from its recorded logits and slopes."""

from __future__ import annotations

import numpy as np
import torch
from descentkernels import radius


class GhostNumbers:
    """The example with logits z and slopes a [K], padded with NaN at the end, as arrays."""

    def __init__(self, logits: np.ndarray, slopes: np.ndarray) -> None:
        both = np.stack([logits, slopes])
        kept = np.flatnonzero(~np.isnan(both).all(0))
        both = both[:, : kept[-1] + 1] if len(kept) else both[:, :0]
        self.known = both.shape[1] > 0 and bool(np.isfinite(both).all())
        self._ray = radius.Ray(*torch.as_tensor(both)[:, None]) if self.known else None

    @property
    def classes(self) -> int:
        """K; 0 where a number is not known."""
        return self._ray.classes if self._ray is not None else 0

    def plane(self, u: np.ndarray, y: np.ndarray) -> np.ndarray:
        """|F(u + iy)/F(u)| [len(y), len(u)]: 1 on the real line, 0 at ghosts."""
        return radius.ghost_plane(self._ray, torch.as_tensor(u), torch.as_tensor(y)).numpy()

    def curvature(self, u: np.ndarray) -> np.ndarray:
        """K''(u) [len(u)], the curvature of log F along the step."""
        return radius.slope_variance(self._ray, torch.tensor(u))[0].numpy()
