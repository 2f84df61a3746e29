"""How long the next substep of a central flow may be."""

from dataclasses import dataclass

FLOOR = 1 / 64  # of a unit
OVERSHOOT = 0.01  # effective eigenvalues this far above what is allowed are too far
_GROWTH, _SHRINK, _SAFETY = 2.0, 0.25, 0.9


@dataclass(frozen=True)
class StepControl:
    """Two errors decide, both of second order in h.

    How far the velocity bends between start and middle, b, relative to it: the midpoint rule
    leaves a local error of about b², relative to the substep's own length. And how far the largest
    effective eigenvalue went past the threshold, which the constraint holds to first order in the
    middle: the rest is ½A''(h/2)².
    """

    tol: float

    def accepts(self, bend: float, above: float, h: float) -> bool:
        """Is a substep good enough?

        Args:
            bend: b.
            above: largest effective eigenvalue met − what is allowed.
            h: its length; at the floor everything is.
        """
        return h <= FLOOR * 1.01 or self._ratio(bend, above) <= 1

    def next(self, bend: float, above: float, h: float) -> float:
        """The length to try next, after h was taken or refused."""
        ratio = self._ratio(bend, above)
        change = _SAFETY * max(ratio, 1e-6) ** -0.5 if ratio < float("inf") else _SHRINK
        return min(1.0, max(FLOOR, h * min(_GROWTH, max(_SHRINK, change))))

    def _ratio(self, bend: float, above: float) -> float:
        ratio = max(bend * bend / self.tol, above / OVERSHOOT)
        return ratio if ratio == ratio else float("inf")
