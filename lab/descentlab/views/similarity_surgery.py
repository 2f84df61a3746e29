"""The views of gradient surgery by likeness of lengths."""

from __future__ import annotations

from descentlab.measurements.surgery import NAMES, REACH, TITLES
from descentlab.view import View

WAYS = View(
    "ways",
    "vector_field",
    "The ways down",
    ("surgery_field", "regime", "front", "lane_places"),
    "Two bowls; the bold line between their centres is the Pareto set. Colour: where SAM-GS makes "
    "the two gradients equally long (Ψ < γ) and where it weighs them by their past. Arrows: its "
    "first update there.",
    {
        "window": [-REACH, REACH, -REACH, REACH],
        "categories": ["equalise", "modulate"],
        "names": list(TITLES),
        "xlabel": "x",
        "ylabel": "y",
    },
)
WORSE = View(
    "worse_task",
    "curve",
    "The task that fares worse",
    ("worse_task",),
    "The larger of the two losses, each over what it was at the start. Above 1 one task is paying "
    "for the other's progress. The best that both can have here is sin²(angle/2).",
    {"bold": [len(NAMES) - 1], "lines": [{"at": 1.0, "label": "as at the start"}]},
)
LOSSES = View(
    "relative_losses",
    "curve",
    "Both losses",
    ("relative_losses",),
    "Each loss over that at the start: f₁ solid, f₂ dashed.",
    {
        "hues": [k for k in range(len(NAMES)) for _ in range(2)],
        "dashed": [2 * k + 1 for k in range(len(NAMES))],
        "bold": [2 * len(NAMES) - 2, 2 * len(NAMES) - 1],
    },
)
SIMILARITY = View(
    "similarity",
    "curve",
    "Ψ, likeness of the lengths",
    ("similarity", "gamma"),
    "$\\Psi = \\frac{2\\|g_1\\|\\|g_2\\|}{\\|g_1\\|^2 + \\|g_2\\|^2}$ where each run stands: 1 "
    "for gradients of one length. Below γ (dashed) SAM-GS equalises, above it modulates.",
    {"bold": [len(NAMES) - 1], "dashed": [len(NAMES)]},
)
REGIME = View(
    "regime",
    "curve",
    "SAM-GS: equalise or modulate",
    ("sam_gs_regime",),
    "Whether its next update makes the gradients equally long or weighs them by their past.",
)
ANGLE = View(
    "by_angle",
    "profile",
    "What the angle does",
    ("angles", "cosine_by_angle"),
    "Two gradients of the lengths given, turned apart; the least cosine of the first update with "
    "either. Below 0 the update makes one of the losses rise. SAM-GS looks at lengths only: "
    "modulated gradients of like length are let collide, equalised ones of two tasks cannot.",
    {"xlabel": "angle (°)", "ylabel": "least cosine"},
)
VIEWS = (WAYS, WORSE, SIMILARITY, ANGLE, LOSSES, REGIME)
