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

VIEWS = (LANDSCAPE, DISTANCE, LOSSES, SCALED)
