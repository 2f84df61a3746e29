"""Sampling a field in slices, so that a live loop can spread its cost."""

from collections.abc import Callable
from typing import final

import torch
from torch import Tensor

from .chebyshev import chebyshev_points
from .errors import DescentError
from .field import Field
from .interpolation import bilinear, chebyshev_fit
from .planes.plane import Plane

# Weight vectors made at once take at most this much memory.
_BATCH_BYTES = 16 << 20
# Points kept out of the fit to measure its error: 16 see an error on a tenth of the window with
# probability .8; the fit's last coefficients watch for what they miss.
_HELD_OUT = 16


@final
class FieldJob:
    """Samples evaluate over plane.window: Chebyshev nodes first, a plain grid if those fail.

    `advance` evaluates a slice; `result` gives the Field once `advance` has returned True. The
    fit is accepted when every sample is finite and its estimated error is at most `tol` of the
    range; otherwise (kinks, infinities) a uniform grid of at most `max_evaluations` points is
    sampled and interpolated linearly, which keeps NaN where they are.

    Args:
        evaluate: [n, P] -> [n].
        plane: what to sample.
        nodes: Chebyshev nodes along each axis, at least 4.
        shape: (ny, nx) of the display grid, at least (2, 2).
        batch: weight vectors handed to evaluate at once; None: what 16 MiB hold, 256 at most.
        log: interpolate log(values) and measure the error there; for losses over many decades.
        tol: largest accepted estimated error of the Chebyshev fit.
        max_evaluations: of the fallback grid.

    Raises:
        DescentError: if sizes make no sense; from `advance` if evaluate returns another shape or,
            with log, a negative value; from `result` before the end.
    """

    def __init__(
        self,
        evaluate: Callable[[Tensor], Tensor],
        plane: Plane,
        *,
        nodes: int = 16,
        shape: tuple[int, int] = (97, 97),
        batch: int | None = None,
        log: bool = False,
        tol: float = 0.02,
        max_evaluations: int = 2601,
    ) -> None:
        if nodes < 4 or min(shape) < 2 or max_evaluations < 4 or (batch is not None and batch < 1):
            raise DescentError(
                "expected nodes ≥ 4, shape ≥ (2, 2), max_evaluations ≥ 4 and batch ≥ 1, found "
                f"{nodes}, {shape}, {max_evaluations} and {batch}."
            )
        row = plane.origin.numel() * plane.origin.element_size()
        self._evaluate, self._plane, self._log, self._tol = evaluate, plane, log, tol
        self._batch = batch or max(1, min(256, _BATCH_BYTES // row))
        self._nodes, self._shape = nodes, shape
        # side lengths in proportion to the display, never finer than it
        share = min(1.0, (max_evaluations / (shape[0] * shape[1])) ** 0.5)
        self._coarse = tuple(max(2, int(side * share)) for side in shape)
        one = chebyshev_points(nodes)
        self._points = torch.cat([_grid(one, one), _spread(_HELD_OUT)])
        self._found = torch.empty(0, dtype=torch.float64)
        self._held: tuple[Tensor, Tensor] | None = None  # once on the grid
        self._spent = 0
        self._field: Field | None = None

    @property
    def remaining(self) -> int:
        """Evaluations left in the stage at work; 0 when done."""
        return 0 if self._field is not None else len(self._points) - len(self._found)

    def advance(self, max_points: int) -> bool:
        """Evaluate at most max_points more points; True when the field is ready."""
        left = max(1, max_points)
        while self._field is None and left > 0:
            done = len(self._found)
            here = self._points[done : done + min(left, self._batch)]
            self._found = torch.cat([self._found, self._sample(here)])
            left -= len(here)
            if len(self._found) == len(self._points):
                self._close_stage()
        return self._field is not None

    def result(self) -> Field:
        """The field."""
        if self._field is None:
            raise DescentError(f"{self.remaining} points are left: call advance until True.")
        return self._field

    def _sample(self, points: Tensor) -> Tensor:
        x0, x1, y0, y1 = self._plane.window
        x = (x0 + x1) / 2 + points[:, 0] * (x1 - x0) / 2
        y = (y0 + y1) / 2 + points[:, 1] * (y1 - y0) / 2
        device = self._plane.origin.device
        values = self._evaluate(self._plane.point(x.to(device), y.to(device)))
        if values.shape != (len(points),):
            raise DescentError(
                f"evaluate must return [{len(points)}] values, found {list(values.shape)}."
            )
        self._spent += len(points)
        values = values.detach().double().cpu()
        values = torch.where(torch.isfinite(values), values, torch.nan)
        if not self._log:
            return values
        if (values < 0).any():
            raise DescentError("log needs values ≥ 0, found negative ones: use log=False.")
        # an exact zero (a fitted quadratic) has no logarithm: draw it far below the rest
        return values.clamp(min=1e-300).log()

    def _close_stage(self) -> None:
        at_y, at_x = (torch.linspace(-1, 1, n, dtype=torch.float64) for n in self._shape)
        if self._held is None:
            held = self._points[-_HELD_OUT:], self._found[-_HELD_OUT:]
            values = self._found[:-_HELD_OUT].view(self._nodes, self._nodes)
            if torch.isfinite(self._found).all():
                drawn, error = chebyshev_fit(values, at_y, at_x, *held)
                if error <= self._tol:
                    self._finish(drawn, error, "chebyshev")
                    return
            self._held = held
            rows, columns = (torch.linspace(-1, 1, n, dtype=torch.float64) for n in self._coarse)
            self._points, self._found = _grid(columns, rows), self._found[:0]
            return
        values = self._found.view(self._coarse)
        drawn = bilinear(values, at_y, at_x, grid=True)
        error = 0.0
        if self._coarse != self._shape:
            points, truth = self._held
            miss = (bilinear(values, points[:, 1], points[:, 0], grid=False) - truth).abs()
            both = values[torch.isfinite(values)]
            span = (both.max() - both.min()).item() if len(both) else 0.0
            miss = miss[torch.isfinite(miss)]
            error = 1.5 * miss.max().item() / span if len(miss) and span > 0 else torch.nan
        self._finish(drawn, error, "grid")

    def _finish(self, drawn: Tensor, error: float, method: str) -> None:
        x0, x1, y0, y1 = self._plane.window
        ny, nx = self._shape
        self._field = Field(
            x=torch.linspace(x0, x1, nx, dtype=torch.float64),
            y=torch.linspace(y0, y1, ny, dtype=torch.float64),
            values=drawn.exp() if self._log else drawn,
            error=float(error),
            evaluations=self._spent,
            method=method,
        )


def _grid(x: Tensor, y: Tensor) -> Tensor:
    """[len(y)·len(x), 2] points, x fastest."""
    ys, xs = torch.meshgrid(y, x, indexing="ij")
    return torch.stack([xs.reshape(-1), ys.reshape(-1)], 1)


def _spread(count: int) -> Tensor:
    """[count, 2] points spread evenly over [−1, 1]²: the R₂ sequence (Roberts, 2018)."""
    j = torch.arange(1, count + 1, dtype=torch.float64)
    root = 1.32471795724474602596  # of x³ = x + 1
    return torch.stack([(0.5 + j / root) % 1, (0.5 + j / root**2) % 1], 1) * 2 - 1
