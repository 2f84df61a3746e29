"""The views of three radii on one step."""

from __future__ import annotations

from dataclasses import replace

from descentlab.checks.three_radii import TAIL
from descentlab.view import View
from descentlab.views import edge

LENGTHS = View(
    "step_lengths",
    "curve",
    "Three radii, and the step",
    ("step_lengths",),
    "Distances along the step ahead. ρ*: to the nearest ghost of softmax, up to which the loss's "
    "Taylor series converges with linear logits; ρ_a (dashed) is a bound below it. γ: where a "
    "linear model of the gradient is wrong by as much as the gradient. t_c: where the loss's "
    "quadratic is back at its start. Bold is τ, the step itself. None of these lengths is a "
    "promise that the loss falls.",
    {"log": True, "bold": [4], "dashed": [0]},
)
AHEAD = View(
    "ghost_ahead",
    "curve",
    "Ghost ahead or behind?",
    ("ghost_ahead",),
    "The real part of the nearest ghost over its distance ρ*: 1 straight ahead, 0 sideways, −1 "
    "straight behind. Behind means that the series is limited by where the logits came from: ρ* "
    "then grows with −log L and says little about the way on.",
    {"lines": [{"at": 0.0, "label": "sideways"}]},
)
SHARES = View(
    "step_shares",
    "curve",
    "The step in units of each",
    ("step_shares",),
    "Whichever is highest binds first. At 1 the step is as long as that length. The last (dashed) "
    "is in units of $2\\|\\nabla L\\|/\\lambda_1$, the longest gradient step that does not grow "
    "on a quadratic; for gradient descent it is ηλ₁/2.",
    {"log": True, "bold": [2], "dashed": [4], "lines": [{"at": 1.0, "label": "τ = length"}]},
)
LOSS = replace(
    edge.LOSS,
    help="The mean over the training examples. Where they can all be told apart its infimum is 0: "
    "the loss is its own gap, and a straight line in this picture is a linear rate.",
)
GAMMAS = View(
    "gammas",
    "curve",
    "γ measured, accepted",
    ("gammas",),
    "γ as measured along the step ahead, and the γ that regularised Newton accepted for its last "
    "step. Its test is lenient: it accepts several times more than what is measured.",
    {"log": True, "bold": [1]},
)
TAIL_RATIOS = View(
    "tail_ratios",
    "curve",
    "Is it a tail?",
    ("tail_ratios",),
    "On an exponential tail $e^{-mt}$, however small it has become, $\\gamma/t_c$ is 0.92. At a "
    "minimum it falls to 0. Newton's own step without regularisation is half of t_c.",
    {
        "bold": [0],
        "lines": [{"at": round(TAIL, 3), "label": "tail"}, {"at": 0.5, "label": "Newton"}],
    },
)
REJECTED = View(
    "rejected_gammas",
    "curve",
    "Refused values of γ",
    ("rejected_gammas",),
    "How often regularised Newton had to halve γ in the last step. After an acceptance γ is "
    "doubled, so about one refusal a step says that γ stays where it is.",
)

VIEWS = (LENGTHS, SHARES, AHEAD, TAIL_RATIOS, LOSS, GAMMAS, REJECTED)
