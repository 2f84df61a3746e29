"""The views of two tasks in a plane, from many starts."""

from __future__ import annotations

from descentlab.measurements.basins import ENDS, LANES, NEAR
from descentlab.processes.many_starts import REACH
from descentlab.view import View

FIELD = View(
    "field",
    "vector_field",
    "Who arrives from where",
    ("update_field", "basin", "front", "lane_places"),
    "Arrows: where the aggregator in hand would move the weights from there, to first order and "
    "with nothing remembered. Colour: what has become by now of a run from there; it fills in as "
    "the run goes on and begins anew with another aggregator. Bold line: the Pareto set. Drag your "
    "start.",
    {
        "window": [-REACH, REACH, -REACH, REACH],
        "categories": list(ENDS),
        "plain": [ENDS.index("not there"), ENDS.index("left")],
        "names": list(LANES),
        "xlabel": "x",
        "ylabel": "y",
        "drag": [[]] * (len(LANES) - 1) + [["own_x", "own_y"]],
    },
)
ARRIVALS = View(
    "arrivals",
    "matrix",
    "Distance to the Pareto set",
    ("arrivals",),
    f"Of each aggregator's run from each published start, now. Below {NEAR:g} it has arrived. "
    "Empty: not run (*also run* chooses).",
    {"low": 0.0, "high": 5.0, "digits": 1, "rowlabel": "", "columnlabel": "start"},
)
DISTANCE = View(
    "front_distance",
    "curve",
    "The lanes in hand",
    ("front_distance",),
    "How far each is from the Pareto set, in the weights. A run that sinks into a ravine stays on "
    "a plateau: it swings across and hardly moves along.",
    {"log": True, "lines": [{"at": NEAR, "label": "there"}], "bold": [len(LANES) - 1]},
)
LOSSES = View(
    "losses",
    "phase",
    "Both losses",
    ("lane_losses",),
    "Each loss above its least, as a share of its size: f₁ to the right, f₂ upwards. On the Pareto "
    "set neither falls but at the other's cost, a curve from (0, 1) to (1, 0) that bends to 0.",
    {"trail": 0, "names": list(LANES), "xlabel": "f₁", "ylabel": "f₂"},
)
VIEWS = (FIELD, ARRIVALS, LOSSES, DISTANCE)
