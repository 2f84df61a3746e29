"""The views of progressive sharpening and what holds it."""

from __future__ import annotations

from dataclasses import replace

from descentlab.view import View
from descentlab.views import edge

LANDSCAPE = replace(
    edge.LANDSCAPE,
    help=edge.LANDSCAPE.help + " Across lies the sharpest direction: the swing is the width of the "
    "zigzag.",
)
RATES = View(
    "sharpening_rates",
    "curve",
    "What moves λ₁",
    ("sharpening_rates",),
    "Per step, means over 10 steps. The descent sharpens by ηα; a swing x flattens by "
    "$\\frac{1}{2}\\eta\\beta x^2$, the cubic term of the loss. Their sum is the prediction "
    "(bold); dashed is what λ₁ did. Both tell of the step before, whose midpoint is then known.",
    {"lines": [{"at": 0.0, "label": "λ₁ stays"}], "bold": [2], "dashed": [3]},
)
AMPLITUDE = View(
    "swing_amplitude",
    "curve",
    "Swing, and what holds λ₁",
    ("swing_amplitude",),
    "The root mean square of the swing along u₁ over 10 steps, beside $\\sqrt{2\\alpha/\\beta}$, "
    "at which the cubic push equals the sharpening. Above it λ₁ falls, below it λ₁ rises; so the "
    "two take turns.",
    {"dashed": [1]},
)

VIEWS = (LANDSCAPE, edge.SHARPNESS, RATES, AMPLITUDE, edge.OSCILLATION, edge.LOSS)
