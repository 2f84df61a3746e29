"""The views of an optimizer beside its flows."""

from __future__ import annotations

from dataclasses import replace

from descentlab.view import View
from descentlab.views import edge

LANDSCAPE = replace(
    edge.LANDSCAPE,
    help="Loss on a plane through the weights; brighter is higher. The optimizer swings across the "
    "valley; its midpoint and the central flow go along it, the stable flow leaves for steeper "
    "ground. Drag the point to move the run within the plane.",
)
SHARPNESS = View(
    "flow_sharpness",
    "curve",
    "Effective sharpness",
    ("flow_sharpness",),
    "The largest eigenvalue of P⁻¹H, P the optimizer's preconditioner: 2 is the edge for every "
    "optimizer and step size. The central flow is held at 2; the stable flow, which cannot "
    "oscillate, goes through.",
    {
        "lines": [{"at": 2.0, "label": "edge"}],
        "bold": [1],
        "dashed": [2],
    },
)
LOSSES = View(
    "flow_losses",
    "curve",
    "Loss and its predicted average",
    ("flow_losses",),
    "The run's loss oscillates. *Predicted average* is what the central flow says its mean over "
    "time should be, $L + \\frac{1}{2}\\langle H, \\Sigma\\rangle$; compare the mean of the last "
    "20 steps. The midpoint and the central flow run below it, along the valley's floor.",
    {"log": True, "bold": [4], "dashed": [3]},
)
DISTANCE = View(
    "flow_distances",
    "curve",
    "Distance to midpoint",
    ("flow_distances",),
    "How far each flow is from where the optimizer is on average, in weight space. The central "
    "flow should stay far below the stable flow; where it does not, the lab says so above.",
    {"log": True, "bold": [0], "dashed": [1]},
)
PHASE = View(
    "swing",
    "phase",
    "The swing, from above",
    ("swing_xy",),
    "The run relative to its midpoint, along its two sharpest directions; even and odd steps are "
    "told apart. The ellipse is the covariance Σ that the central flow predicts: a swing of that "
    "size has its ends on it.",
    {
        "trail": 40,
        "ellipse": "swing_ellipse",
        "equal": True,
        "xlabel": "along u₁",
        "ylabel": "along u₂",
        "names": ["the run"],
    },
)
SIGMA = View(
    "sigma",
    "curve",
    "Σ against the swing",
    ("sigma",),
    "The variances of the oscillation that the central flow predicts, σ₁ ≥ σ₂ ≥ σ₃, and those "
    "measured along the same directions, all averaged over 20 steps.",
    {"log": True, "dashed": [3, 4, 5], "hues": [0, 1, 2, 0, 1, 2]},
)
GRADIENTS = View(
    "flow_gradients",
    "curve",
    "Squared gradient",
    ("flow_gradients",),
    "The mean of $\\|\\nabla L\\|^2$ over the last 20 steps, and the central flow's prediction "
    "$\\|\\nabla L\\|^2 + \\operatorname{tr}(H\\Sigma H)$: nearly all of the gradient is "
    "oscillation.",
    {"log": True, "bold": [0]},
)
STEP = View(
    "effective_step",
    "curve",
    "Effective step size",
    ("effective_step",),
    "What the optimizer multiplies a gradient by: η, or for adaptive rules η over the size of past "
    "gradients (the harmonic mean over weights). The stable flow meets small gradients only and "
    "would take longer and longer steps; what the optimizer can take, the sharpness decides.",
    {"log": True, "bold": [1], "dashed": [2]},
)
EIGENVALUES = View(
    "effective",
    "eigenvalues",
    "Eigenvalues at the edge",
    ("eigenvalues",),
    "The largest eigenvalues of P⁻¹H at the run itself, with the edge at 2. Several stand there "
    "at once after a while.",
    {"threshold": "threshold", "residuals": "residuals"},
)

VIEWS = (LANDSCAPE, SHARPNESS, LOSSES, PHASE, DISTANCE, SIGMA, EIGENVALUES, STEP, GRADIENTS)
