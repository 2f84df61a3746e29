"""The views of gradient descent beside the flows of its own drift."""

from __future__ import annotations

from dataclasses import replace

from descentlab.view import View
from descentlab.views import edge

LANDSCAPE = replace(
    edge.LANDSCAPE,
    help="Loss on a plane through the weights; brighter is higher. The solid path is gradient "
    "descent, the others the flows that left it: gradient flow, the flow of the modified loss and "
    "the principal flow.",
)
LOSSES = View(
    "losses",
    "curve",
    "Training loss",
    ("losses",),
    "Of gradient descent and of each flow, a step a unit of time.",
    {"log": True, "bold": [0], "dashed": [1, 2, 3]},
)
DISTANCE = View(
    "distance_beside",
    "curve",
    "Distance from gradient descent",
    ("distance_beside",),
    "How far each flow has come from the run since it left it: the error of taking the one for "
    "the other. Halve η and compare: gradient flow's falls with η, the modified loss's with η².",
    {"log": True},
)
SCALED = View(
    "scaled_eigenvalues",
    "curve",
    "Where flows break: ηλ",
    ("scaled_eigenvalues",),
    "The learning rate times the largest Hessian eigenvalues. Above 1 a step changes sides, which "
    "no flow in real numbers does; above 2 it diverges along that direction.",
    {"lines": [{"at": 1.0, "label": "changes sides"}, {"at": 2.0, "label": "edge"}]},
)

RATES = View(
    "drift_rates",
    "profile",
    "What each flow does along a direction",
    ("drift_scaled", "drift_rates"),
    "A step multiplies what lies along an eigenvector by 1 − ηλ. Over ηλ: the rate at which each "
    "flow shrinks (below 0) or grows it (above); rings are at ηλ₁ now. The principal flow is "
    "exact, but complex beyond 1: its imaginary part is π, a change of sides at every step. Its "
    "real part is that of the step, and positive beyond 2. The other two never grow.",
    {
        "marks": "drift_marks",
        "xlabel": "ηλ",
        "ylabel": "rate a step",
        "lines": [{"at": 1.0, "label": "changes sides"}, {"at": 2.0, "label": "edge"}],
    },
)
STEPS = View(
    "drift_steps",
    "curve",
    "The step that the drift allows",
    ("drift_steps",),
    "The learning rate in force, and $2/\\|H\\hat{g}\\|$, at which a step's drift is as long as "
    "the gradient. The optimizer *drift_adjusted* takes the smaller of it and the rate set.",
    {"log": True, "bold": [0]},
)
ERRORS = View(
    "step_errors",
    "profile",
    "Error of a step, shorter and longer",
    ("log_steps", "step_errors"),
    "From where the run rests: how far one step of size h lands from where each flow goes "
    "meanwhile. Each halving of h brings gradient flow 4 times nearer (second order), the modified "
    "loss 8 times; the principal flow too, but on a quadratic it is exact. Rounding ends the "
    "fall.",
    {"log": True, "xlabel": "log₂(h/η)", "ylabel": "error"},
)
ALONG = View(
    "along_first",
    "curve",
    "Along the sharpest direction",
    ("along_first",),
    "What lies along u₁, of gradient descent and of each flow; the floor of the valley is at 0. "
    "Beyond ηλ₁ = 1 gradient descent changes sides at every step, and no flow does.",
    {"bold": [0], "dashed": [1, 2, 3], "lines": [{"at": 0.0, "label": "floor"}]},
)
BOWL_VIEWS = (LANDSCAPE, ALONG, RATES, DISTANCE, ERRORS, LOSSES, SCALED)
VIEWS = (LANDSCAPE, DISTANCE, LOSSES, SCALED, RATES, STEPS, ERRORS)
