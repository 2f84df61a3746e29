"""The search for all zeros of a characteristic function in a window."""

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from .characteristic import Characteristic
from .columns import columns
from .turns import turns

# Distances of grid points, until the zeros found are as many as the argument principle counts. At
# the first a zero whose neighbours are half a unit away has a minimum of its own.
_SPACINGS = (0.25, 0.08)
# Entries of the grid and its columns at most: a window with more is searched nearest to 0.
_ENTRIES, _COLUMNS = 1 << 19, 1 << 14
_STARTS = 2048  # the nearest to 0; more zeros than this cannot be told apart in a picture
_STEPS = 12  # of Newton's method
_SAME = 1e-6  # zeros closer than this are one


@dataclass(frozen=True)
class Box:
    """left ≤ Re x ≤ right, low ≤ Im x ≤ top."""

    left: float
    right: float
    low: float
    top: float

    @property
    def corners(self) -> list[complex]:
        """Counterclockwise."""
        low, top = complex(0, self.low), complex(0, self.top)
        return [self.left + low, self.right + low, self.right + top, self.left + top]

    def holds(self, x: Tensor) -> Tensor:
        """[m] -> [m] booleans."""
        across = (x.real >= self.left) & (x.real <= self.right)
        return across & (x.imag >= self.low) & (x.imag <= self.top)


def search(f: Characteristic, window: Box) -> tuple[Tensor, bool]:
    """Zeros of f in the window or just outside of it [m], and whether none in it is missing."""
    left, right = f.strip()
    found = torch.empty(0, dtype=torch.complex128, device=f.logits.device)
    for spacing in _SPACINGS:
        # a little more than the window, and another little each time: a zero on the border would
        # stop the count
        margin = 0.3 * spacing
        box = Box(
            max(left, window.left - margin),
            min(right, window.right + margin),
            1.5,  # below π/2 all terms lie in one half plane
            window.top + margin,
        )
        if box.left >= box.right or box.top <= box.low:
            return found, True
        across = columns(f, box.left, box.right, spacing, _COLUMNS)
        if not len(across.u):
            return found[:0], across.whole
        rows = math.ceil((box.top - box.low) / spacing) + 2
        reach = min(rows, max(3, _ENTRIES // len(across.u)))
        y = box.low + spacing * torch.arange(reach, device=f.logits.device, dtype=torch.float64)
        starts = torch.cat([_starts(f, across.u[a:b], y) for a, b in across.groups])
        starts = starts[starts.abs().argsort()[:_STARTS]]
        found = _distinct(_polished(f, starts, box))
        if reach < rows or not across.whole:
            return found, False
        boxes = [replace(box, left=a, right=b) for a, b in across.ends]
        if turns(f, [each.corners for each in boxes]) == len(found):
            return found, True
    return found, False


def _starts(f: Characteristic, u: Tensor, y: Tensor) -> Tensor:
    """Points of a grid with no smaller |f| among their eight neighbours."""
    size = f.modulus(u, y)
    least = -functional.max_pool2d(-size[None], 3, stride=1, padding=1)[0]
    row, column = ((size == least) & (size < 1)).nonzero(as_tuple=True)
    return torch.complex(u[column], y[row])


def _polished(f: Characteristic, x: Tensor, box: Box) -> Tensor:
    """Zeros in the box that Newton's method reaches from x."""
    for _ in range(_STEPS):
        x = f.newton(x)
    x = x[box.holds(x)]
    return x[f.values(x).abs() < 1e-9]


def _distinct(x: Tensor) -> Tensor:
    """One of each group of equal points [m]."""
    same = (x[:, None] - x).abs() < _SAME * (1 + x.abs())
    return x[~same.tril(-1).any(1)]
