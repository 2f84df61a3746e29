"""The views of gradients that agree, and of what they learn."""

from __future__ import annotations

from descentlab.view import View

_ONE = [{"at": 1.0, "label": "orthogonal"}]

RAW = View(
    "coherence",
    "curve",
    "Coherence, as it is",
    ("coherence",),
    "m-coherence $n\\alpha = n\\|\\bar{g}\\|^2 / \\frac{1}{n}\\sum_i \\|g_i\\|^2$: how many of "
    "the n examples a step along one's gradient helps, itself included. 1 where all gradients are "
    "orthogonal, n where they are the same, below 1 where they hinder each other. At the edge of "
    "stability all of them agree on the way back across the valley: the curve jumps, and says "
    "nothing about the labels.",
    {"lines": _ONE, "bold": [0, 3], "dashed": [1, 2]},
)
CALM = View(
    "coherence_calm",
    "curve",
    "Coherence, swing out",
    ("coherence_calm",),
    "The same halfway between the weights and those a step before. A swing that turns round at "
    "every step cancels there, what the examples share in the long run stays.",
    {"lines": _ONE, "bold": [0, 3], "dashed": [1, 2]},
)
LEARNED = View(
    "learned",
    "curve",
    "What is learned",
    ("learned",),
    "The share of each kind of example whose label has more than half of the probability now. "
    "Wrong labels can only be memorised one by one.",
    {"bold": [2, 4], "dashed": [0, 5]},
)
FIRST = View(
    "first_learned",
    "profile",
    "When it was learned",
    ("first_step", "first_learned"),
    "A histogram, over steps on a logarithmic axis: the share of each kind of example whose label "
    "first got more than half of the probability in that stretch of steps.",
    {"xlabel": "log₁₀ step", "ylabel": "share"},
)
TEST = View(
    "test_accuracy",
    "curve",
    "Test accuracy",
    ("test_accuracy",),
    "On the digits not trained on, against their real labels.",
)
GAP = View(
    "gap",
    "curve",
    "Training minus test accuracy",
    ("gap",),
    "The accuracy on the labels each network trains on, wrong ones included, minus that on unseen "
    "digits: what was learned by heart.",
    {"lines": [{"at": 0.0, "label": "no gap"}]},
)
NOISE = View(
    "noise_scale",
    "curve",
    "Noise scale",
    ("noise_scale",),
    "$(1 - \\alpha)/\\alpha$ with the swing taken out: the size of a batch whose mean gradient is "
    "as much noise as signal. Infinite readings are left out.",
)
LOSS = View(
    "network_loss",
    "curve",
    "Training loss",
    ("network_loss",),
    "The mean cross-entropy on the labels each network trains on.",
    {"log": True},
)

VIEWS = (RAW, CALM, LEARNED, FIRST, TEST, GAP, NOISE, LOSS)
