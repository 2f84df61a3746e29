"""The views of a Hessian's spectrum."""

from __future__ import annotations

from descentlab.view import View

TOP = View(
    "eigenvalues",
    "eigenvalues",
    "Top of the spectrum",
    ("eigenvalues",),
    "The largest eigenvalues of the loss's Hessian, each with a band as wide as its residual "
    "$\\|Hu - \\lambda u\\|$: an eigenvalue surely lies within it. Those that leave the rest "
    "behind are the outliers; about as many as there are classes do.",
    {"residuals": "residuals"},
)
DENSITY = View(
    "density",
    "density",
    "Spectral density",
    ("density_x", "density"),
    "How all eigenvalues are spread, on a log scale: the bulk near zero as a curve with its 95 % "
    "interval, the exactly known outliers as sticks. The step it was measured at stands above.",
    {"error": "density_error", "outliers": "density_outliers"},
)
DENSITY_MAP = View(
    "density_map",
    "density_map",
    "The spectrum over training",
    ("density_x", "density"),
    "The density at every step it was measured, side by side: darker is fewer eigenvalues. The "
    "lines are the largest eigenvalues. Both ends of the spectrum are stretched, zero is between.",
    {"eigenvalues": "eigenvalues"},
)
LAYERS = View(
    "layers",
    "layers",
    "Layer by layer",
    ("layer_eigenvalues",),
    "The largest eigenvalues of each layer's own block of the Hessian, all other weights held "
    "still; the tick is the block's mean eigenvalue, its trace over its size. No block's largest "
    "eigenvalue is above λ₁.",
    {"trace": "layer_mean", "error": "layer_mean_error"},
)
SPLIT = View(
    "split",
    "profile",
    "H = G + R",
    ("split_rank", "split"),
    "The largest eigenvalues of the Hessian H, of its Gauss-Newton part G and of what is left, $R "
    "= H - G$, by rank. Where R is small, the outliers of H are those of G.",
    {"xlabel": "rank", "ylabel": "eigenvalue"},
)
ATTRIBUTION = View(
    "attribution",
    "matrix",
    "Outliers and classes",
    ("attribution",),
    "How much of each top eigenvector of H (row) lies along the Gauss-Newton mean of each class "
    "(column): the squared cosine. The means are not orthogonal, so a row may add up to more than "
    "one.",
    {"low": 0.0, "high": 1.0, "digits": 2, "rowlabel": "eigenvector", "columnlabel": "class"},
)
EXPLAINED = View(
    "explained",
    "profile",
    "What the classes explain",
    ("explained_rank", "explained"),
    "The share of each top eigenvector of H that lies within the span of the class means of the "
    "Gauss-Newton matrix, and within that of its cross-class means (each class seen through each "
    "output). A direction of the bulk would have next to none.",
    {"xlabel": "rank", "ylabel": "share"},
)
OUTLIERS = View(
    "outliers",
    "curve",
    "How many outliers",
    ("outlier_count",),
    "The place of the widest gap among the top eigenvalues: so many stand apart from the rest. "
    "Squared loss makes one for each class, cross-entropy one less, since adding the same number "
    "to every logit changes nothing.",
)
CURVATURE = View(
    "curvature",
    "curve",
    "Curvature along the way",
    ("directional_curvature",),
    "How the loss bends along the gradient, along the last move of the weights and along u₁. The "
    "gradient soon lies in the few sharp directions, and so does the way.",
)
SLICES = View(
    "slices",
    "profile",
    "Slices through the loss",
    ("slice_t", "slice_loss"),
    "The loss along straight lines through the weights now: down the gradient, along the sharpest "
    "direction and along a random one. Dashed is the quadratic $L + t\\,\\nabla L^{\\top} v + "
    "\\frac{1}{2} t^2\\, v^{\\top} H v$ that the Hessian predicts: where it leaves the curve, the "
    "picture of a quadratic bowl ends.",
    {"model": "slice_model", "xlabel": "distance t", "ylabel": "loss"},
)
