"""The views of softmax's ghosts."""

from __future__ import annotations

from dataclasses import replace

from descentlab.measurements.fragility import RANKINGS
from descentlab.view import View
from descentlab.views import edge

GHOSTS = View(
    "ghosts",
    "ghosts",
    "Ghosts of softmax",
    ("ghost_logits", "ghost_slopes", "ghost_zeros", "ghost_radii"),
    "The step ahead runs along the real axis; above it time is complex. The shade is |φ|, how much "
    "of the partition function F is left there: ringed dots are its zeros, the **ghosts**, where "
    "the loss is infinite. The nearest one sets ρ*, how far the loss's own Taylor series reaches; "
    "the dashed circles are cheap lower bounds on it. Below: the curvature of log F along the "
    "step. Every ghost stands over a bump. Drag the circle τ to make the step longer or shorter.",
    {"drag": "lr"},
)
RADII = View(
    "radii",
    "curve",
    "Radii of the batch, and the step",
    ("exact_radius", "radii"),
    "The least radius of all examples: two bounds and the exact ρ*. The step τ is bold. At "
    "t_c (dashed) the loss's own quadratic along the step is back where it began. Crossing a "
    "radius is not a verdict on the step: within ρ the series converges, no more.",
    {"log": True, "bold": [0, 4], "dashed": [3, 5]},
)
RATIO = View(
    "step_ratio",
    "curve",
    "r: the step over the radius",
    ("step_ratio", "exact_ratio"),
    "$r = \\tau/\\rho_a$. To first order each difference of two logits moves by less than rπ at "
    "this step: whoever has a smaller margin may change the answer. That is all r says; the loss "
    "may rise below 1 and fall above.",
    {"log": True, "bold": [0], "lines": [{"at": 1.0, "label": "r = 1"}]},
)
ANSWERS = View(
    "answers",
    "curve",
    "Answers at risk",
    ("answers",),
    "The share of examples whose two largest logits differ by less than rπ, and the share that "
    "really changed its answer in the last step.",
)
FRAGILE = View(
    "fragile",
    "images",
    "Whose ghosts are nearest",
    ("fragile_images", "fragile_scores"),
    "Training examples by their own radius ρ* along the step ahead, and by the bound ρ_a, which "
    "only sees how fast the logits part. Under each its ρ*. Click one to look at its ghosts, click "
    "it again to go back to the most fragile.",
    {"groups": list(RANKINGS), "ids": "fragile_ids", "pick": "sample"},
)
RAY = View(
    "ray_loss",
    "profile",
    "The loss along the step",
    ("ray_t", "ray_loss"),
    "The true loss, the loss if all logits were straight lines, and that one's Taylor sums. Up to "
    "the batch's ρ* higher orders come nearer; beyond it they run away, the higher the faster. "
    "The ring marks where the step ends.",
    {"marks": "ray_marks", "loose": [2, 3, 4, 5, 6, 7], "xlabel": "distance t along the step"},
)
QUANTILES = View(
    "radius_quantiles",
    "curve",
    "Radii of all examples",
    ("radius_quantiles",),
    "ρ* at the least, at 10, 50 and 90 % of the examples. Dashed: the median of ρ*/ρ_a, how many "
    "times further the nearest ghost is than that bound says; and the least ρ_flip, the bound from "
    "the curvature ahead.",
    {"log": True, "bold": [0], "dashed": [4, 5]},
)
HEIGHTS = View(
    "bump_ratio",
    "curve",
    "A ghost's height, from its shadow",
    ("bump_ratio",),
    "$2\\sigma \\operatorname{Im} t/\\pi$ of every example's ghost, σ² the curvature of log F "
    "right below it: 10, 50 and 90 %. It is 1 for two classes of equal weight. Dashed: the share "
    "of the examples whose ghost is ahead of the weights; late in training nearly all are behind, "
    "where the answer was learnt.",
    {"bold": [1], "dashed": [3], "lines": [{"at": 1.0}]},
)
NONLINEAR = View(
    "nonlinear_radius",
    "curve",
    "What else stands there",
    ("nonlinear_radius",),
    "For the example whose ghosts are drawn: its nearest ghost if logits are straight lines, and "
    "what is nearest with the network's own, curved logits; the nearest pole of an activation and "
    "the nearest kink. ReLU bends hundreds of times nearer than the ghost, tanh often has a "
    "pole before it, GELU has neither.",
    {"log": True, "bold": [1]},
)
LOSS = replace(edge.LOSS, help="The mean over the training examples, cross-entropy in nats.")
VIEWS = (
    GHOSTS,
    FRAGILE,
    RADII,
    RAY,
    RATIO,
    ANSWERS,
    QUANTILES,
    HEIGHTS,
    NONLINEAR,
    LOSS,
    edge.ACCURACY,
)
