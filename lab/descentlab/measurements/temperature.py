"""How far networks of different temperature are from collapse, in weight space and in ρ_a."""

from __future__ import annotations

import math
from typing import Any

import torch
from descentkernels.radius import Ray, batch_radius, spread_radius
from torch import Tensor

from descentlab.meanings.meaning import explained
from descentlab.meanings.temperature import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._rays import Rays, onsets, rays
from descentlab.problems._side_by_side import DIRECTIONS
from descentlab.problems.temperature_twins import NETWORKS, temperatures
from descentlab.processes.each_by_itself import EachByItself
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: log₁₀ r of the steps tried: r from 0.1 to 30.
LOG_R = torch.linspace(-1, 1.5, 31, dtype=torch.float64)
#: log₂ of the temperatures at which the network of T = 1 is looked at, its weights unchanged.
LENSES = torch.linspace(-4, 4, 9, dtype=torch.float64)
SEEN = ("ρ_a", "ρ*", "onset of the collapse")


class Temperature(Measurement):
    """The onset of collapse (`_rays.onsets`) of five networks, each trained at its temperature T.

    Along the direction the settings name: `twin_accuracy` [5, 31] after steps of r from 0.1 to 30
    (`twin_r` is log₁₀ r, `twin_tau` log₁₀ of the length), `onset_r` and `onset_tau` the logarithms
    of the onsets; `against_t` [3, 5] those and log₁₀ ρ_a, against log₂ T (`log_t`). `spread` [2] is
    the standard deviation over the five temperatures of the natural logarithm of the onset, in τ
    and in r = τ/ρ_a; NaN where one of them does not collapse up to r = 30.

    `shrinkage` [directions] is the first spread over the second, in every direction.

    `lens` [3, 9]: the network of T = 1 looked at through other temperatures T' (`lens_t`, log₂),
    its weights unchanged: log₁₀ of ρ_a, ρ* and the onset in τ along the chosen direction. ρ_a is
    proportional to T', and the onset does not depend on it. ρ* is the exact radius of linearised
    logits, the smallest of all examples; NaN where it could not be certified.
    """

    name = "temperature"

    def __init__(
        self,
        process: EachByItself,
        schedule: Schedule = Every(10, steered=True),  # noqa: B008 (frozen)
    ) -> None:
        self._process, self.schedule = process, schedule
        m, r, t = ("network", len(NETWORKS)), ("r", len(LOG_R)), ("temperature", len(LENSES))
        lines, ways = (
            ("onset τ", "ρ_a", "onset r = τ/ρ_a"),
            tuple(short for short, _ in DIRECTIONS.values()),
        )
        self.series = explained(
            MEANINGS,
            SeriesSpec("twin_r", "log₁₀ r", "", (r,), whole=True),
            SeriesSpec("twin_tau", "log₁₀ τ", "", (m, r), NETWORKS, whole=True),
            SeriesSpec("twin_accuracy", "training accuracy", "", (m, r), NETWORKS, whole=True),
            SeriesSpec("onset_r", "log₁₀ r of the onset", "", (m,), NETWORKS, whole=True),
            SeriesSpec("onset_tau", "log₁₀ τ of the onset", "", (m,), NETWORKS, whole=True),
            SeriesSpec("log_t", "log₂ T", "", (m,), NETWORKS, whole=True),
            SeriesSpec("against_t", "log₁₀", "", (("line", 3), m), lines, whole=True),
            SeriesSpec("spread", "spread of the onset", "", (("in", 2),), ("in τ", "in r = τ/ρ_a")),
            SeriesSpec(
                "shrinkage", "spread in τ over spread in r", "", (("way", len(ways)),), ways
            ),
            SeriesSpec("lens_t", "log₂ T'", "", (t,), whole=True),
            SeriesSpec("lens", "log₁₀", "", (("line", len(SEEN)), t), SEEN, whole=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        found = rays(point, self._process)
        chosen = list(DIRECTIONS).index(point.settings.direction)
        log_radii = found.radii.log10()
        walks = [
            found.walk(d, 10.0 ** LOG_R[:, None] * radius)[0]
            for d, radius in enumerate(found.radii)
        ]
        in_r = torch.stack([onsets(LOG_R, walk, found.accuracy) for walk in walks])  # [d, m]
        in_tau = in_r + log_radii
        spreads = torch.stack([_spread(in_tau), _spread(in_r)])  # [2, d]
        middle = NETWORKS.index("T = 1")
        values = {
            "twin_r": LOG_R,
            "twin_tau": LOG_R + log_radii[chosen][:, None],
            "twin_accuracy": walks[chosen].T,
            "onset_r": in_r[chosen],
            "onset_tau": in_tau[chosen],
            "log_t": temperatures(point.settings).log2(),
            "against_t": torch.stack([in_tau[chosen], log_radii[chosen], in_r[chosen]]),
            "spread": spreads[:, chosen],
            "shrinkage": spreads[0] / spreads[1],
            "lens_t": LENSES,
            "lens": _through_lenses(found, chosen, middle, in_tau[chosen, middle]),
        }
        # infinite is nothing a screen could show
        return Reading({k: v.where(v.isfinite(), math.nan).numpy() for k, v in values.items()})


def _spread(log_onsets: Tensor) -> Tensor:
    """The standard deviation of ln τ (or ln r) over the networks: log₁₀ [d, m] -> [d]."""
    return math.log(10) * log_onsets.std(1, correction=0)


def _through_lenses(found: Rays, which: int, network: int, onset: Tensor) -> Tensor:
    """log₁₀ of ρ_a, ρ* and the onset at each temperature of `LENSES`: [3, 9]."""
    own = Ray(found.logits[..., network], found.slopes[which, ..., network])
    seen = [own.at_temperature(float(t)) for t in 2.0**LENSES]
    bound = torch.stack([spread_radius(ray).min() for ray in seen]).log10()
    nearest = [batch_radius(ray) for ray in seen]
    sure = [each.radius if each.certified else math.nan for each in nearest]
    exact = torch.tensor(sure, dtype=torch.float64).log10()
    return torch.stack([bound, exact, onset.expand(len(LENSES))])
