"""The views of regularised Newton beside several Hessian models."""

from __future__ import annotations

from descentlab.processes.hessian_models import TITLES
from descentlab.view import View

DASHED = [1, 5]  # Gauss–Newton, which often lies on the exact Hessian; gradient descent

GAPS = View(
    "model_gaps",
    "curve",
    "What is left to gain",
    ("model_gaps",),
    "$L - \\inf L$ of each lane, logarithmic: a **straight line is a linear rate**. A lane rests "
    "when only rounding is left. Where the outputs are linear in the weights, Gauss–Newton "
    "(dashed) *is* the Hessian.",
    {"log": True, "bold": [0], "dashed": DASHED},
)
GAMMAS = View(
    "model_gammas",
    "curve",
    "γ, found by trial",
    ("model_gammas",),
    "How far each model of the gradient may be believed, as a length in weight space. Level while "
    "the gradient vanishes: a linear rate follows. It is doubled when accepted and halved when "
    "refused.",
    {"log": True, "dashed": [1]},
)
SCALES = View(
    "model_scales",
    "phase",
    "γ against the gradient",
    ("model_scales",),
    "Both in powers of ten; a run goes to the left as its gradient vanishes. The slope is the "
    "**exponent of the smoothness class**: 0 for a cross-entropy that can be fitted, 1/(p − 1) "
    "for residuals to the power p, 1 for a bounded Hessian that is not used.",
    {
        "names": list(TITLES),
        "trail": 0,
        "xlabel": "log₁₀ ‖∇L‖ before the step",
        "ylabel": "log₁₀ γ",
    },
)
SHARES = View(
    "model_shares",
    "curve",
    "Share of the gap that a step leaves",
    ("model_shares",),
    "Level is linear. $1/e = 0.37$ is what Newton's step leaves of an exponential tail.",
    {"dashed": DASHED, "lines": [{"at": 0.3679, "label": "1/e"}]},
)
STRENGTHS = View(
    "model_strengths",
    "curve",
    "Regularisation λ",
    ("model_strengths",),
    "$\\lambda = \\|\\nabla L\\|/\\gamma$ is added to the Hessian model and vanishes with the "
    "gradient, at the pace of the loss: neither a damping that one has to choose nor one that "
    "stays.",
    {"log": True, "dashed": [1]},
)
REFUSED = View(
    "model_refused",
    "curve",
    "Refused values of γ",
    ("model_refused",),
    "Each costs one gradient. One a step is the price of not knowing γ.",
)
PRODUCTS = View(
    "model_products",
    "curve",
    "Products with H in a step",
    ("model_products",),
    "A step of the exact Hessian takes a dozen and more, one with $H = 0$ none: iterations are not "
    "time.",
)
GRADIENTS = View(
    "model_gradients",
    "curve",
    "Gradient norm",
    ("model_gradients",),
    "‖∇L‖ over all examples, of each lane.",
    {"log": True, "dashed": DASHED},
)

VIEWS = (GAPS, GAMMAS, SCALES, SHARES, STRENGTHS, PRODUCTS, REFUSED, GRADIENTS)
