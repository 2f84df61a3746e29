"""The ways of several optimizers over a plane: where they lead, and where they stand now."""

from __future__ import annotations

from typing import Any

import numpy as np

from descentlab.meanings.meaning import explained
from descentlab.meanings.ways import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.problems.surface_in_the_plane import REACH, surface_of
from descentlab.processes.ways_ahead import AHEAD, RULES, ways
from descentlab.runs.point import Point
from descentlab.schedule import Every

#: Nodes of the ground along each side.
NODES = 61
LANES = (("rule", len(RULES)),)
TIME = (("ahead", AHEAD + 1),)
#: A whole way is told when a hand moves, and now and then.
WHEN = Every(1000, steered=True)


class Ways(Measurement):
    """Each rule's whole way from the start in force, its loss and the sharpness along it."""

    name = "ways"
    schedule = WHEN
    series = explained(
        MEANINGS,
        SeriesSpec(
            "ways",
            "place",
            "",
            (*LANES, *TIME, ("axis", 2)),
            RULES,
            whole=True,
        ),
        SeriesSpec(
            "way_steps",
            "steps",
            "steps",
            TIME,
            whole=True,
        ),
        SeriesSpec(
            "way_losses",
            "loss",
            "",
            (*LANES, *TIME),
            RULES,
            log=True,
            whole=True,
        ),
        SeriesSpec(
            "way_sharpness",
            "λ₁",
            "",
            (("line", len(RULES) + 1), *TIME),
            (*RULES, "2/η"),
            whole=True,
        ),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        settings = point.settings
        surface, found = surface_of(settings), ways(settings)
        edge = np.full((1, AHEAD + 1), 2 / settings.lr)
        return Reading(
            {
                "ways": found,
                "way_steps": np.arange(AHEAD + 1.0),
                "way_losses": surface.value(found),
                "way_sharpness": np.concatenate([surface.sharpness(found), edge]),
            }
        )


class Heads(Measurement):
    """Where each rule stands at this step."""

    name = "heads"
    schedule = Every(1, steered=True)
    series = explained(
        MEANINGS,
        SeriesSpec(
            "heads",
            "place",
            "",
            (*LANES, ("axis", 2)),
            tuple(f"{rule} {axis}" for rule in RULES for axis in "xy"),
        ),
        SeriesSpec(
            "head_losses",
            "loss",
            "",
            LANES,
            RULES,
            log=True,
        ),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        settings, step = point.settings, point.state.step
        # Beyond the ways worked out ahead lanes stand where they led.
        heads = ways(settings)[:, min(step, AHEAD)]
        return Reading(
            {
                "heads": heads,
                "head_losses": surface_of(settings).value(heads),
            }
        )


class Ground(Measurement):
    """The surface and its descent direction at the nodes of a grid, which no hand changes."""

    name = "ground"
    schedule = Every(1000)
    reads_settings = False
    grid = (("y", NODES), ("x", NODES))
    series = explained(
        MEANINGS,
        SeriesSpec(
            "ground",
            "loss",
            "",
            grid,
            log=True,
            whole=True,
        ),
        SeriesSpec(
            "descent",
            "−∇L",
            "",
            (*grid, ("axis", 2)),
            whole=True,
        ),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        line = np.linspace(-REACH, REACH, NODES)
        x, y = np.meshgrid(line, line)
        nodes, surface = np.stack([x, y], -1), surface_of(point.settings)
        # The colours are logarithmic: what is lowest of all would be -∞.
        ground = np.maximum(surface.value(nodes), 1e-3)
        return Reading({"ground": ground, "descent": -surface.gradient(nodes)})
