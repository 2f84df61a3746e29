"""The oscillation about the midpoint, against the covariance that the central flow predicts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from descentkernels import flows
from torch import Tensor

from descentlab.meanings.meaning import explained
from descentlab.meanings.swing import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._padding import padded
from descentlab.notation import numbered
from descentlab.processes.comparison import MIDPOINT
from descentlab.runs.point import Point


@dataclass(frozen=True)
class Past:
    """The last steps: each [k + 1] float64, along Σ's eigenvectors and, last, in all."""

    measured: tuple[Tensor, ...] = ()
    predicted: tuple[Tensor, ...] = ()


class Swing(Measurement):
    """δ = w − w* with w* the midpoint, read in two ways.

    `swing_xy` [2] are its coordinates along the two sharpest directions of the run (unit length),
    `swing_ellipse` [3] the entries (xx, xy, yy) of Σ there: a swing ±δ of covariance Σ = δδᵀ has
    its ends on the 1-σ ellipse. `sigma` [2k] are the k largest eigenvalues σᵢ of Σ and the
    measured (vᵢᵀδ)² along its eigenvectors vᵢ, both averaged over the last `window` steps; NaN
    where fewer directions oscillate. `swing_total` [2] are the same two summed over all
    directions: tr Σ and ‖δ‖² (Cohen et al., 2025).
    """

    name = "swing"
    needs = ("eigenvalues",)

    def __init__(self, k: int = 3, window: int = 20) -> None:
        self.k, self.window = k, window
        names = (*numbered("σ", k), *(f"measured {n}" for n in numbered("δ", k)))
        self.series = explained(
            MEANINGS,
            SeriesSpec("swing_xy", "swing about the midpoint", "", (("axis", 2),), ("x", "y")),
            SeriesSpec("swing_ellipse", "Σ in that plane", "", (("entry", 3),), ("xx", "xy", "yy")),
            SeriesSpec("sigma", "variance of the swing", "", (("entry", 2 * k),), names, log=True),
            SeriesSpec(
                "swing_total",
                "variance of the swing in all",
                "",
                (("source", 2),),
                ("tr Σ", "measured ‖δ‖²"),
                log=True,
            ),
        )

    def measure(self, point: Point, artefact: Past | None) -> Reading:
        delta = point.state.w - dict(point.state.others)[MIDPOINT]
        axes = point.artefacts["eigenvalues"].pairs.vectors[:2]
        values = {
            "swing_xy": padded(axes @ delta, 2),
            "swing_ellipse": np.full(3, np.nan),
            "sigma": np.full(2 * self.k, np.nan),
            "swing_total": np.full(2, np.nan),
        }
        central = point.state.carried.central
        if central is None or not len(central.x):
            return Reading(values, Past())
        sizes, directions = flows.sigma_eigenpairs(central)
        lying = (directions @ axes.T.to(directions)).double()
        inside = lying.T @ (sizes[:, None].double() * lying)
        if len(axes) == 2:
            values["swing_ellipse"] = [inside[0, 0], inside[0, 1], inside[1, 1]]
        squares = (directions @ delta.to(directions)).square()
        past = self._with(artefact or Past(), sizes, squares, float(delta @ delta))
        predicted, measured = (
            torch.stack(kept).mean(0).numpy() for kept in (past.predicted, past.measured)
        )
        # nothing oscillates along a direction whose predicted variance is zero
        still = predicted <= 0
        predicted[still] = measured[still] = np.nan
        values["sigma"] = np.concatenate([predicted[:-1], measured[:-1]])
        values["swing_total"] = [predicted[-1], measured[-1]]
        return Reading(values, past)

    def _with(self, past: Past, sizes: Tensor, squares: Tensor, total: float) -> Past:
        rows = [
            torch.from_numpy(np.append(np.nan_to_num(padded(values, self.k)), whole))
            for values, whole in ((squares, total), (sizes, float(sizes.sum())))
        ]
        return Past(
            (*past.measured, rows[0])[-self.window :], (*past.predicted, rows[1])[-self.window :]
        )
