"""The views of the minima that a ladder of learning rates comes to."""

from __future__ import annotations

from typing import Any

from descentlab.processes.rate_ladder import LADDER
from descentlab.view import View

ACROSS = {"xlabel": "log₁₀ η"}
#: One hue a rate, gradient descent dashed.
PAIRED: dict[str, Any] = {
    "log": True,
    "hues": [*range(len(LADDER))] * 2,
    "dashed": [*range(len(LADDER), 2 * len(LADDER))],
}

TRACE = View(
    "trace_by_rate",
    "profile",
    "Flatness against the rate",
    ("ladder", "trace_by_rate"),
    "tr H where each learning rate has come to, SGD (mean of four runs) and gradient descent, "
    "beside 2/η. SGD with batches of one can stay at no minimum above the third line; gradient "
    "descent can.",
    {"log": True, "ylabel": "tr H", **ACROSS},
)
TRACES = View(
    "traces",
    "curve",
    "tr H as they train",
    ("traces",),
    "One hue a learning rate; gradient descent (GD) is dashed. While the rates rise, SGD is pushed "
    "out of one minimum after another.",
    PAIRED,
)
ERROR = View(
    "error_by_rate",
    "profile",
    "Error on fresh examples",
    ("ladder", "error_by_rate"),
    "Mean square error on 500 examples that no run has seen. All runs fit those they have seen.",
    {"ylabel": "error", **ACROSS},
)
TOP = View(
    "top_by_rate",
    "profile",
    "Sharpness against the rate",
    ("ladder", "top_by_rate"),
    "λ₁ in place of tr H: the only curvature that binds gradient descent.",
    {"log": True, "ylabel": "λ₁", **ACROSS},
)
SHARES = View(
    "bound_shares",
    "curve",
    "How much of the bound is used",
    ("bound_shares",),
    "tr H over 2/η for SGD (the most of four runs), λ₁ over 2/η for gradient descent, dashed. No "
    "stable minimum is above 1.",
    {**PAIRED, "lines": [{"at": 1.0, "label": "bound"}]},
)
NORM = View(
    "norm_by_rate",
    "profile",
    "Size of the weights",
    ("ladder", "norm_by_rate"),
    "‖w‖² where each rate has come to. In both models tr H is about a norm of the weights: flatter "
    "is smaller.",
    {"ylabel": "‖w‖²", **ACROSS},
)
LOSS = View(
    "fit_losses",
    "curve",
    "Training loss",
    ("fit_losses",),
    "Of each rate. All come to fit their examples; they differ in how.",
    PAIRED,
)

VIEWS = (TRACE, ERROR, TRACES, SHARES, TOP, NORM, LOSS)
