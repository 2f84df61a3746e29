"""The views of one network at five temperatures."""

from __future__ import annotations

from descentlab.view import View

RAW = View(
    "raw",
    "profile",
    "By the length of the step",
    ("twin_tau", "twin_accuracy"),
    "Each of the five networks takes one step along the chosen direction, and the training "
    "accuracy is measured there (nothing is trained). Hot networks bear much longer steps. A ring "
    "marks the onset: the first length that costs five points.",
    {"marks": "onset_tau", "xlabel": "log₁₀ τ", "ylabel": "accuracy"},
)
NORMALISED = View(
    "normalised",
    "profile",
    "In units of ρ_a",
    ("twin_r", "twin_accuracy"),
    "The same five curves against r = τ/ρ_a, each network's step measured in its own $\\rho_a = "
    "\\pi/\\Delta_a$. Once all have the same loss their onsets come together, and along a bias "
    "the whole curves: the fingerprint.",
    {
        "marks": "onset_r",
        "lines": [{"at": 0.0, "label": "r = 1"}],
        "xlabel": "log₁₀ r",
        "ylabel": "accuracy",
    },
)
SPREAD = View(
    "spread",
    "curve",
    "Spread over the temperatures",
    ("spread",),
    "The standard deviation of ln(onset) over the five networks, of the length τ and of r. A "
    "length proportional to T would have ln R/√2: 0.98 for R = 4.",
)
AGAINST = View(
    "against_t",
    "profile",
    "Onset against temperature",
    ("log_t", "against_t"),
    "Both the onset in weight space and ρ_a grow with the temperature a network was trained at; "
    "their ratio r hardly does.",
    {"xlabel": "log₂ T", "ylabel": "log₁₀"},
)
SHRINKAGE = View(
    "shrinkage",
    "curve",
    "How much ρ_a explains",
    ("shrinkage",),
    "The spread in τ over the spread in r, for every direction: above 1 the onsets are closer "
    "together in units of ρ_a than in weight space.",
    {"log": True, "lines": [{"at": 1.0, "label": "no gain"}]},
)
LENS = View(
    "lens",
    "profile",
    "One network through other temperatures",
    ("lens_t", "lens"),
    "The network trained at T = 1, its weights unchanged, under softmax(z/T'): ρ_a grows in "
    "proportion to T'; the distance ρ* to the nearest ghost does not, since for a cold softmax "
    "the ghosts come down to where the answers flip. The collapse is where it was: dividing "
    "logits changes no answer.",
    {"xlabel": "log₂ T'", "ylabel": "log₁₀ of the distance"},
)
LOSS = View(
    "network_loss",
    "curve",
    "Training loss",
    ("network_loss",),
    "The cross-entropy of softmax(z/T). Each network stands still once it is down to *hold at "
    "loss*: only then are they equally sure of their answers.",
    {"log": True},
)
RISK = View(
    "at_risk",
    "curve",
    "Answers that could change at r = 1",
    ("at_risk",),
    "The share of examples whose two largest logits z/T lie less than π apart. To first order a "
    "step of length ρ_a moves no gap by more than π: only these can change their answer.",
)

VIEWS = (RAW, NORMALISED, SPREAD, AGAINST, SHRINKAGE, LOSS, RISK, LENS)
