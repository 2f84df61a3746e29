"""The views of SGD beside gradient descent at a minimum."""

from __future__ import annotations

from descentlab.view import View

RATES = View(
    "critical_rates",
    "curve",
    "Critical learning rates",
    ("critical_rates",),
    "A minimum is stable under an optimizer while its critical learning rate lies above η (bold). "
    "Exact rates are those of the batch size set, at the weights of SGD and of the full-batch "
    "run; $2m/\\operatorname{tr} H$ is the bound for batches of one, 2/λ₁ the rate of the full "
    "batch. The theory is that of a minimum that fits its data: believe it once the loss is small.",
    {"log": True, "bold": [0, 5], "dashed": [2, 3, 4]},
)
SHARPNESS = View(
    "sharpness_notions",
    "curve",
    "Sharpness and batch sharpness",
    ("sharpness_notions",),
    "Batch sharpness (bold) is the curvature that the batches' gradients meet in their own batch, "
    "$g_B^{\\top} H_B\\, g_B/\\|g_B\\|^2$, a mean over 8 batches; λ₁ that of the whole loss, for "
    "SGD and for the full-batch run. In stochastic training the first, not the second, is "
    "observed near 2/η.",
    {"dashed": [3], "bold": [0]},
)
ERROR = View(
    "batch_sharpness_error",
    "curve",
    "Standard error of batch sharpness",
    ("batch_sharpness_error",),
    "How far the mean over 8 batches may be from that over all batches.",
)
LOSSES = View(
    "losses",
    "curve",
    "Training loss of both",
    ("losses",),
    "Over all examples, whatever a step sees of them. Where SGD leaves a minimum it rises first.",
    {"log": True},
)
SEPARATION = View(
    "distance_beside",
    "curve",
    "Distance between the two",
    ("distance_beside",),
    "Between the weights of SGD and of the full-batch run. Both are one until the batches begin.",
    {"log": True},
)

VIEWS = (RATES, SHARPNESS, LOSSES, SEPARATION, ERROR)
