"""At which learning rates and batch sizes SGD leaves a minimum: computed, and seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from descentkernels import stability

from descentlab.meanings.meaning import explained
from descentlab.meanings.stability_map import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.leaving_lanes import (
    BATCHES,
    EXPONENTS,
    GONE,
    OWN,
    REPEATS,
    Lanes,
    steered,
)
from descentlab.runs.point import Point
from descentlab.schedule import Every

#: What has become of a cell's lanes, numbered from 0 on.
ENDS = ("under way", "some have left", "all come home", "all have left")
#: A lane is home below this share of the loss it began with.
HOME = 1e-4
LINES = ("exact, in mean square", "half of the lanes have left", "2/tr H", "2/λ₁")


class StabilityMap(Measurement):
    """The map over η and B, its exact boundary, and the lanes in hand.

    `stability_cells` [6, 27]: what has become of each cell's lanes, a number of `ENDS`.
    `exact_boundary` [6, 2]: log₁₀ of the critical rate over 2/λ₁ and log₂ B, from the exact
    second-moment operator (Mulayoff & Michaeli, 2024). `critical_by_batch` [4, 6]: that rate; the
    least of the map's rates at which half of the lanes have left, NaN while there is none; 2/tr H,
    which no minimum that is stable for batches of one has below η (Ma & Ying, 2021; Wu & Su,
    2023); 2/λ₁.
    """

    name = "stability_map"
    schedule = Every(1, steered=True)
    series = explained(
        MEANINGS,
        SeriesSpec(
            "stability_cells",
            "what the lanes do",
            "",
            (("batch", len(BATCHES)), ("rate", len(EXPONENTS))),
            whole=True,
        ),
        SeriesSpec(
            "exact_boundary",
            "exact boundary",
            "",
            (("batch", len(BATCHES)), ("axis", 2)),
            whole=True,
        ),
        SeriesSpec("batch_sizes", "log₂ B", "", (("batch", len(BATCHES)),), whole=True),
        SeriesSpec(
            "critical_by_batch",
            "critical learning rate",
            "",
            (("line", len(LINES)), ("batch", len(BATCHES))),
            LINES,
            log=True,
            whole=True,
        ),
        SeriesSpec("own_place", "η and B in hand", "", (("axis", 2),), ("x", "y")),
        SeriesSpec(
            "own_ratios",
            "loss over that at the start",
            "",
            (("lane", OWN),),
            tuple(f"lane {k + 1}" for k in range(OWN)),
            log=True,
        ),
        SeriesSpec(
            "minimum_sharpness",
            "curvature of the minimum",
            "",
            (("notion", 3),),
            ("tr H", "λ₁", "2/η"),
            log=True,
        ),
    )

    def measure(self, point: Point, artefact: tuple[float, ...] | None) -> Reading:
        """The artefact: the exact rates, which stay."""
        lanes, settings = steered(point), point.settings
        exact = artefact or exact_rates(lanes, point.generator("critical rates"))
        ratios = lanes.ratios()
        cells = ratios[OWN:].unflatten(0, (len(BATCHES), len(EXPONENTS), REPEATS))
        top = 2 / lanes.top
        by_batch = [exact, _observed(cells, top), [2 / lanes.trace] * len(exact)]
        own = np.log10(settings.lr / top), np.log2(settings.batch)
        values: dict[str, Any] = {
            "stability_cells": _ends(cells),
            "exact_boundary": np.stack([np.log10(np.array(exact) / top), np.log2(BATCHES)], 1),
            "batch_sizes": np.log2(BATCHES),
            "critical_by_batch": [*by_batch, [top] * len(exact)],
            "own_place": own,
            "own_ratios": ratios[:OWN].clamp(min=1e-30),
            "minimum_sharpness": [lanes.trace, lanes.top, 2 / settings.lr],
        }
        return Reading(values, exact)


def exact_rates(lanes: Lanes, source: torch.Generator) -> tuple[float, ...]:
    """The rate above which E‖w − w*‖² grows, for each of `BATCHES`."""
    rows = lanes.found.model.jacobian(lanes.found.w, lanes.found.x)[0]
    operators = (stability.second_moment(rows, batch) for batch in BATCHES)
    return tuple(
        stability.critical_lr(o, tol=1e-4, max_products=100, generator=source).value
        for o in operators
    )


def _observed(cells: torch.Tensor, top: float) -> list[float]:
    """For each B the least rate at which half of the lanes have left; NaN where none is."""
    half = ((cells >= GONE).double().mean(2) >= 0.5).numpy()
    rates = top * 10.0 ** np.array(EXPONENTS)
    return [float(rates[row.argmax()]) if row.any() else np.nan for row in half]


def _ends(cells: torch.Tensor) -> np.ndarray:
    """Of each cell, by its ratios [batch, rate, lane]."""
    left = (cells >= GONE).double().mean(2).numpy()
    home = (cells <= HOME).all(2).numpy()
    return np.select([left == 1, left > 0, home], [3.0, 1.0, 2.0], 0.0)
