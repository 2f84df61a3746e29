"""The views of two losses of one picture."""

from __future__ import annotations

from dataclasses import replace

from descentlab.view import View
from descentlab.views import gradient_conductor as conductor

ARROWS = View(
    "gradient_arrows",
    "arrows",
    "Pixels and structure",
    ("round_gradients", "round_updates", "round_rays"),
    "Thick: the gradients of both losses, accumulated over the round to come, at their true angle. "
    "Thin: what GCond leaves of each, and its update. In the shaded **dual cone** no loss rises.",
    {"unit": True},
)
FRESH = tuple(
    View(f"fresh_{task}", "curve", title, (f"fresh_{task}",), text, {"bold": [0]})
    for task, title, text in (
        (
            "pixels",
            "L1 on fresh digits",
            "The mean absolute error of hidden pixels of digits that no lane has seen, in standard "
            "deviations of a pixel. All lanes have trained on the same micro-batches.",
        ),
        (
            "structure",
            "1 − SSIM on fresh digits",
            "How unlike the restored pictures are in structure: local means, spreads and their "
            "correlation in windows of 4×4 pixels.",
        ),
    )
)
ROUND = replace(
    conductor.ROUND,
    help="The cosine of both gradients in the round to come, accumulated over K micro-batches at "
    "GCond's weights.",
    options={"lines": [{"at": 0.0, "label": "no conflict"}]},
)
PASSES = replace(
    conductor.PASSES,
    help="What the lanes have cost. Each loss by itself takes one backward pass a micro-batch; "
    "their sum, and the stochastic mode, take one for both together.",
)
SHARE = replace(
    conductor.SHARE,
    title="Loss beside the sum's",
    help="The mean of both losses on the training pictures, over that of the weighted *sum*.",
    options={"bold": [0], "lines": [{"at": 1.0, "label": "weighted sum"}]},
)
NOISE = replace(
    conductor.NOISE,
    help="K micro-batches' mean gradient ĝ beside the gradient g of all pictures: the mean of "
    "$\\|\\hat{g} - g\\|^2/\\|g\\|^2$ for each loss, at the weights shown. Dashed: 1/K.",
)

VIEWS = (
    ARROWS,
    *FRESH,
    conductor.TRUE,
    ROUND,
    PASSES,
    SHARE,
    NOISE,
    conductor.FALSE,
    conductor.KEPT,
)
