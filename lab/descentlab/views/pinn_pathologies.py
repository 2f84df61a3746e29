"""The views of a physics-informed network whose losses pull unequally."""

from __future__ import annotations

from descentlab.view import View

#: Curves of two terms at both networks: a hue for each term, the second network dashed.
TERMS = {"log": True, "hues": [0, 1, 0, 1], "dashed": [2, 3]}

SOLUTION = View(
    "solution",
    "profile",
    "What they make of it",
    ("solution_at", "solution"),
    "u of both networks and the solution: over x, or along the last coordinate through the "
    "solution's highest place. A network whose boundary is drowned drifts away at its ends first.",
    {"xlabel": "x (or y, t)", "ylabel": "u"},
)
ERROR = View(
    "solution_error",
    "curve",
    "Error of the solution",
    ("solution_error",),
    "$\\|u - u^{*}\\|/\\|u^{*}\\|$ over an even grid. 1 is what u = 0 would have.",
    {"log": True, "bold": [0], "lines": [{"at": 1.0, "label": "u = 0"}]},
)
WEIGHTS = View(
    "term_weights",
    "curve",
    "The weights λ",
    ("term_weights",),
    "What the gradient of each condition is multiplied by, relative to the residual's. Annealing "
    "moves λ towards $\\max|\\nabla L_r|/\\operatorname{mean}|\\nabla L_i|$ (in the authors' "
    "code: $\\operatorname{mean}|\\lambda_i \\nabla L_i|$, which leads to the root of that). No "
    "line where the update is no weighted sum of gradients.",
    {"log": True, "hues": [1, 2, 0], "dashed": [2]},
)
SHARES = View(
    "entry_shares",
    "profile",
    "Gradient entries, balanced",
    ("entry_sizes", "entry_shares"),
    "How large the single entries of each term's gradient $\\lambda_i \\nabla L_i$ are, over all "
    "weights of the network. Where the heaps lie far apart, one term moves the weights and the "
    "others do not.",
    {"xlabel": "log₁₀ |λ ∂L/∂w|", "ylabel": "share of the entries"},
)
HAND_SHARES = View(
    "hand_shares",
    "profile",
    "Gradient entries, λ by hand",
    ("entry_sizes", "hand_shares"),
    "The same for the network whose weight is set by hand. As training goes on, the boundary's "
    "entries lie below the residual's.",
    {"xlabel": "log₁₀ |λ ∂L/∂w|", "ylabel": "share of the entries"},
)
BY_LAYER = View(
    "layer_balance",
    "matrix",
    "Boundary against residual, by layer",
    ("layer_balance",),
    "log₁₀ of the boundary's median gradient entry over the residual's, in each layer of both "
    "networks: at 0 they are alike, at −2 the boundary is a hundred times as quiet.",
    {"digits": 1, "columnlabel": "layer"},
)
STEEPNESS = View(
    "steepness",
    "curve",
    "How loud the boundary is",
    ("steepness",),
    "The length of the boundary's gradient, times λ, over that of the residual's (with the initial "
    "condition's, where there is one). Once the boundary is fitted its gradient is small for a "
    "good reason: a low line means trouble while the error is large.",
    {"log": True, "lines": [{"at": 1.0, "label": "equal"}]},
)
LOSSES = View(
    "term_losses",
    "curve",
    "Losses of the terms",
    ("term_losses",),
    "The mean squares of the residual and of the boundary's error (with the initial one, where "
    "there is one), unweighted. Dashed: the network with λ set by hand, whose boundary gets worse.",
    TERMS,
)
COSINE = View(
    "term_cosine",
    "curve",
    "Do they pull apart?",
    ("term_cosine",),
    "The cosine between the residual's gradient and the boundary's. Below 0 a step along the one "
    "undoes the other: unequal lengths are only half of the trouble.",
    {"lines": [{"at": 0.0, "label": "right angle"}]},
)
STIFFNESS = View(
    "stiffness",
    "curve",
    "Stiffness",
    ("stiffness",),
    "The largest eigenvalue of the Hessian of the residual's loss and of the boundary's, "
    "unweighted. The equation's second derivatives make its loss bend hundreds of times more "
    "sharply; a step that is safe for it hardly moves the boundary.",
    TERMS,
)
WAVENUMBERS = View(
    "imbalance",
    "profile",
    "More waves, less balance",
    ("imbalance_at", "imbalance"),
    "The same untrained network on the same equation with 1 to 8 half-waves: the length of the "
    "residual's gradient, and how many times longer than the boundary's it is. Dashed: in "
    "proportion to a, as it is in one dimension. The force q grows as a², but the wavier it is the "
    "less of it a smooth network's features feel; in the plane (sin·sin) nothing is left of the "
    "growth.",
    {"model": "imbalance_model", "xlabel": "log₁₀ of the wavenumber a", "ylabel": "log₁₀"},
)
PICTURES = View(
    "pictures",
    "images",
    "The solution as a picture",
    ("solution_images", "solution_scores"),
    "Upper row: the solution, the balanced network, the one with λ by hand. Lower row: their "
    "errors. Under each its size relative to the solution; greys are cut at one and a half times "
    "its largest value. In one dimension x runs to the right.",
    {"groups": ["u", "error"]},
)

VIEWS = (
    SOLUTION,
    ERROR,
    WEIGHTS,
    HAND_SHARES,
    SHARES,
    STEEPNESS,
    LOSSES,
    COSINE,
    STIFFNESS,
    BY_LAYER,
    WAVENUMBERS,
    PICTURES,
)
