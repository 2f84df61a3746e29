"""The six views of a run at the edge of stability."""

from __future__ import annotations

from descentlab.view import View

LANDSCAPE = View(
    "landscape",
    "landscape",
    "Loss landscape",
    ("plane_xy", "plane_distance", "loss"),
    "Loss on a plane through the weights; brighter is higher. The line is the path of the run "
    "projected onto the plane: the caption says how much of the motion lies outside it. Drag the "
    "point to move the weights within the plane.",
)
LOSS = View(
    "loss",
    "curve",
    "Training loss",
    ("loss",),
    "The mean over the training examples. At the edge it falls over many steps, not at each.",
    {"log": True},
)
SHARPNESS = View(
    "sharpness",
    "eigenvalues",
    "Sharpness",
    ("eigenvalues",),
    "The largest eigenvalues of the loss's Hessian. Above the dashed line gradient descent is "
    "unstable on a quadratic: it overshoots further at every step.",
    {"threshold": "threshold", "residuals": "residuals"},
)
DENSITY = View(
    "density",
    "density",
    "Spectral density",
    ("density_x", "density"),
    "How the Hessian's eigenvalues are spread: a bulk near zero (log scale) and the largest ones "
    "as sticks.",
)
OSCILLATION = View(
    "oscillation",
    "curve",
    "Swing along u₁",
    ("oscillation",),
    "The gradient's part along the sharpest direction. It changes sign every step once the "
    "sharpness has passed the threshold.",
)
ACCURACY = View(
    "accuracy",
    "curve",
    "Training accuracy",
    ("accuracy",),
    "The share of training examples whose largest output is the right class.",
)

VIEWS = (LANDSCAPE, SHARPNESS, LOSS, OSCILLATION, DENSITY, ACCURACY)
