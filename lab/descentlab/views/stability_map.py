"""The views of a minimum at many learning rates and batch sizes."""

from __future__ import annotations

from descentlab.measurements.stability_map import ENDS
from descentlab.processes.leaving_lanes import BATCHES, EXPONENTS
from descentlab.view import View

MAP = View(
    "map",
    "vector_field",
    "Who leaves, who stays",
    ("", "stability_cells", "exact_boundary", "own_place"),
    "Each cell is six runs of SGD from beside the minimum. To the right: η in units of the full "
    "batch's limit 2/λ₁, by powers of ten. Upwards: batch size, each row twice the one below. Bold "
    "line: where the mean square distance from the minimum begins to grow, computed exactly. The "
    "marker is the rate and batch in hand.",
    {
        "window": [EXPONENTS[0], EXPONENTS[-1], 0.0, len(BATCHES) - 1.0],
        "margin": [0.05, 0.5],
        "categories": list(ENDS),
        "plain": [0],
        "names": ["in hand"],
        "front": "exact boundary",
        "xlabel": "log₁₀ η/(2/λ₁)",
        "ylabel": "log₂ B",
    },
)
RATES = View(
    "critical_by_batch",
    "profile",
    "The largest rate that stays",
    ("batch_sizes", "critical_by_batch"),
    "Against the batch size: the exact critical rate; the least rate of the map at which half of "
    "the runs have left; and the two bounds, 2/tr H of batches of one and 2/λ₁ of all examples.",
    {"log": True, "xlabel": "log₂ B", "ylabel": "learning rate"},
)
LANES = View(
    "own_ratios",
    "curve",
    "Eight runs in hand",
    ("own_ratios",),
    "Loss over that at the start, of eight runs with the η and B set. They begin again when either "
    "is changed. One that has come to a million times its loss has left, and stops.",
    {"log": True, "lines": [{"at": 1.0, "label": "start"}]},
)
SHARPNESS = View(
    "minimum_sharpness",
    "curve",
    "The minimum's curvature",
    ("minimum_sharpness",),
    "Batches of one need tr H below 2/η, the full batch only λ₁. Between the two lines it depends "
    "on the batch.",
    {"log": True, "dashed": [2]},
)

VIEWS = (MAP, RATES, LANES, SHARPNESS)
