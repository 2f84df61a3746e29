"""The six views of a run at the edge of stability."""

from __future__ import annotations

from descentlab.view import View

LANDSCAPE = View(
    "landscape",
    "landscape",
    "Loss landscape",
    ("plane_xy", "plane_distance", "loss"),
    "Loss on a plane through the weights; brighter is higher. The line is the path of the run "
    "projected onto the plane; above it stands how far the weights now are from the plane, below "
    "it how much of the motion so far lies outside it. Drag the point to move the weights within "
    "the plane.",
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
    "The largest eigenvalues of the loss's Hessian; λ₁ is the sharpness, read off above as a "
    "multiple of 2/η. Above 1.00 (beyond the dashed line) gradient descent is unstable on a "
    "quadratic: it overshoots further at every step.",
    {"threshold": "threshold", "residuals": "residuals"},
)
DENSITY = View(
    "density",
    "density",
    "Spectral density",
    ("density_x", "density"),
    "How the Hessian's eigenvalues are spread: a bulk near zero (log scale) and the largest ones "
    "as sticks. The band is its 95 % interval. It is measured every so many steps; the step it "
    "belongs to stands above.",
    {"error": "density_error", "outliers": "density_outliers"},
)
OSCILLATION = View(
    "oscillation",
    "curve",
    "Swing along u₁",
    ("oscillation",),
    "The gradient's part along the sharpest direction, $u_1^{\\top} \\nabla L$. Near the edge it "
    "changes sign at every step; above the threshold it grows, below it shrinks.",
)
ACCURACY = View(
    "accuracy",
    "curve",
    "Training accuracy",
    ("accuracy",),
    "The share of training examples whose largest output is the right class.",
)

VIEWS = (LANDSCAPE, SHARPNESS, LOSS, OSCILLATION, DENSITY, ACCURACY)
