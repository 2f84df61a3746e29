"""The views of training on every example's loss at once."""

from __future__ import annotations

from descentlab.view import View

QUANTILES = View(
    "loss_quantiles",
    "profile",
    "Every example's loss",
    ("loss_shares", "loss_quantiles"),
    "All examples in the order of their losses, for both networks: at 0.5 the median, at 1 the "
    "worst one. Nobody left behind is a line that stays low to the very right.",
    {"xlabel": "share of the examples", "ylabel": "loss below", "log": True},
)
HURT = View(
    "hurt",
    "curve",
    "Against whom",
    ("hurt_first_order",),
    "The share of the examples whose gradient has a negative cosine with the aggregator's update, "
    "with the mean gradient at the same weights, and with the mean gradient where the network "
    "trained by the mean is.",
    {"bold": [0]},
)
TRULY = View(
    "hurt_truly",
    "curve",
    "Whose loss truly rises",
    ("hurt_truly",),
    "The share of the examples whose loss is higher after one step: by the "
    "aggregator's update, by the mean gradient from the same weights, and by the mean gradient "
    "where that network is. Steps are finite, so that even an update "
    "against nobody can raise a few.",
    {"bold": [0]},
)
MEAN = View(
    "mean_loss",
    "curve",
    "Mean loss",
    ("mean_loss",),
    "Of both networks, from one start with one learning rate.",
    {"bold": [0]},
)
WORST = View(
    "worst_loss",
    "curve",
    "The worst example",
    ("worst_loss",),
    "The largest loss of any training example.",
    {"bold": [0]},
)
RIGHT = View(
    "right",
    "curve",
    "Told right",
    ("trained_right", "fresh_right"),
    "The share of the training examples, and of more than a thousand fresh digits, that each "
    "network tells right.",
)
CLASSES = View(
    "class_cosines",
    "curve",
    "Friends and strangers",
    ("class_cosines",),
    "The mean cosine between gradients of two examples of one class, and of two classes. At first "
    "examples of a class pull together; once most are fitted what is left of each is its own.",
    {"lines": [{"at": 0.0, "label": "at right angles"}]},
)
LENGTH = View(
    "update_length",
    "curve",
    "The update's own length",
    ("update_length",),
    "$\\|A(J)\\|$ over the length of the mean gradient. Left at its own length an update is "
    "another learning rate as well as another direction.",
    {"lines": [{"at": 1.0, "label": "as long as the mean"}]},
)

VIEWS = (QUANTILES, HURT, TRULY, MEAN, WORST, RIGHT, CLASSES, LENGTH)
