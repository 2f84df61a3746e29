"""What one would write without a kernel for it: an example at a time, and no certificate."""

import math

import mpmath
import numpy as np


def naive_zero(z: np.ndarray, a: np.ndarray, iterations: int = 40) -> complex:
    """The nearest zero of Σ_k exp(z_k + a_k t) that Newton's method finds from the zeros of the
    largest logit with each other one (float64, all starts at once). NaN where it finds none."""
    top = int(z.argmax())
    others = a != a[top]
    if not others.any():
        return complex(math.inf)
    t = (z[top] - z[others] + 1j * math.pi) / (a[others] - a[top])
    with np.errstate(all="ignore"):
        for _ in range(iterations):
            exponents = z[:, None] + a[:, None] * t
            terms = np.exp(exponents - exponents.real.max(0))
            f = terms.sum(0)
            mean = (a[:, None] * np.abs(terms)).sum(0) / np.abs(terms).sum(0)
            # on F e^{−mt}, m the mean slope there: on F itself Newton runs away
            t = t - f / ((a[:, None] - mean) * terms).sum(0)
        exponents = z[:, None] + a[:, None] * t
        terms = np.exp(exponents - exponents.real.max(0))
        left = np.abs(terms.sum(0)) / np.abs(terms).sum(0)
    found = t[(left < 1e-10) & np.isfinite(t)]
    return complex(found[np.abs(found).argmin()]) if len(found) else complex(math.nan, math.nan)


def polished(z: np.ndarray, a: np.ndarray, t: complex) -> complex:
    """Newton's method from t in 50 digits, by mpmath."""
    with mpmath.workdps(50):
        pairs = [(mpmath.mpf(float(x)), mpmath.mpf(float(y))) for x, y in zip(z, a, strict=True)]

        def tilted(s):
            # scaled by what does not depend on s, so that the tolerance means something
            return mpmath.fsum(mpmath.exp(x - top + y * s) for x, y in pairs)

        top = max(x + y * mpmath.mpf(t.real) for x, y in pairs)
        return complex(mpmath.findroot(tilted, mpmath.mpc(t), tol=1e-60))


def top_two(z: np.ndarray, a: np.ndarray) -> np.ndarray:
    """√(δ² + π²)/|a_1 − a_2| of the two largest logits, δ their difference [n]: the binary formula
    applied to many classes. It is no bound."""
    order = np.argsort(-z, 1)[:, :2]
    first, second = (np.take_along_axis(z, order[:, [i]], 1)[:, 0] for i in (0, 1))
    slopes = np.take_along_axis(a, order, 1)
    return np.hypot(first - second, math.pi) / np.abs(slopes[:, 0] - slopes[:, 1])
