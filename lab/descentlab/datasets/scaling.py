"""Scaling: inputs and targets in units of which the network need know nothing."""

from __future__ import annotations

import math

import numpy as np

#: Side from which on inputs in a square are shown as a picture, and the largest grey value.
LEAST_SIDE, WHITE = 6, 255.0


def square(raw: np.ndarray) -> tuple[int, int] | None:
    """The side of the picture that inputs are when they are a square of grey values."""
    side = math.isqrt(raw.shape[1])
    grey = side >= LEAST_SIDE and side * side == raw.shape[1]
    if grey and raw.min() >= 0 and raw.max() <= WHITE and (raw == np.round(raw)).all():
        return (side, side)
    return None


def grey(raw: np.ndarray) -> np.ndarray:
    """As grey values from 0 to 255, uint8."""
    low, high = raw.min(), raw.max()
    share = raw / 2 - low / 2  # halves: a range of 2e308 overflows
    return (share * (WHITE / max(high / 2 - low / 2, np.finfo(float).tiny))).astype(np.uint8)


def overall(raw: np.ndarray) -> np.ndarray:
    """Every column centred, after a scale that no later square overflows."""
    bounded = raw / max(np.abs(raw).max(), np.finfo(float).tiny)
    return bounded - bounded.mean(0)


def standard(raw: np.ndarray) -> np.ndarray:
    """Every column with mean 0 and variance 1; a constant one is 0."""
    bounded = raw / np.maximum(np.abs(raw).max(0), np.finfo(float).tiny)
    centred = bounded - bounded.mean(0)
    spread = centred.std(0)
    flat = spread < 1e-12
    centred[:, flat] = 0.0
    return centred / np.where(flat, 1.0, spread)
