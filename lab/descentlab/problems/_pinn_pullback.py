"""First derivatives of a network's jets in its weights, written out.

Networks of this size spend their time between operations: in NumPy a step takes a third of what it
takes through autograd. Curvature goes through `JetNetwork.jets` instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy import ndarray

from descentlab.problems._pinn_jets import JetNetwork

#: From cotangents of jets [2 + D, n] and m groups of points to those of the weights, [m, P].
Pullback = Callable[[ndarray, Sequence[slice]], ndarray]


def with_pullback(
    network: JetNetwork, layers: Sequence[tuple[ndarray, ndarray]], inputs: ndarray
) -> tuple[ndarray, Pullback]:
    """The jets [2 + D, n] of the network, and the map from their cotangents to those of w.

    Each row of the map's answer is what one group of points adds to the cotangent of w. Points do
    not mix, so all groups share the way back through the layers.
    """
    signs = np.asarray(network.coefficients)[:, None, None]
    before, known, jet = [inputs], [], inputs
    *hidden, (weight, bias) = layers
    for inner, shift in hidden:
        z = jet @ inner.T
        a = np.tanh(z[0] + shift)
        slope = 1 - a * a
        bend = -2 * a * slope
        spread = (signs * z[1:-1] ** 2).sum(0)
        jet = slope * z
        jet[0] = a
        jet[-1] += bend * spread
        before.append(jet)
        known.append((z, a, slope, bend, spread))
    jets = (jet @ weight.T)[..., 0]
    jets[0] += bias

    def pullback(cotangents: ndarray, groups: Sequence[slice]) -> ndarray:
        rows: list[list[ndarray]] = [[] for _ in groups]
        back = cotangents[..., None]
        for place in reversed(range(len(layers))):
            for row, group in zip(rows, groups, strict=True):
                own, jet = _flat(back[:, group]), _flat(before[place][:, group])
                row[:0] = [(own.T @ jet).ravel(), back[0, group].sum(0)]
            if place:
                back = _through_tanh(back @ layers[place][0], signs, *known[place - 1])
        return np.stack([np.concatenate(row) for row in rows])

    return jets, pullback


def _through_tanh(
    back: ndarray,
    signs: ndarray,
    z: ndarray,
    a: ndarray,
    slope: ndarray,
    bend: ndarray,
    spread: ndarray,
) -> ndarray:
    """Cotangents of a jet before tanh from those after it, [2 + D, n, h].

    With s = tanh', −2as = tanh'' and s(6a² − 2) = tanh'''.
    """
    top = back[-1]
    out = slope * back
    out[0] += bend * (back[1:] * z[1:]).sum(0) + top * spread * slope * (6 * a * a - 2)
    out[1:-1] += signs * z[1:-1] * (2 * bend * top)
    return out


def _flat(jet: ndarray) -> ndarray:
    """[streams, n, h] -> [streams n, h]."""
    return jet.reshape(-1, jet.shape[-1])
