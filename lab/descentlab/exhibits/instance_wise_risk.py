"""Training on the loss of every single example, none at the cost of another."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.instance_wise_risk import instance_wise_risk
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements.instance_wise import InstanceConflicts, InstanceLosses
from descentlab.problems.instance_wise_digits import InstanceWiseDigitsSettings, problem
from descentlab.processes.instance_wise import InstanceWise, InstanceWiseSettings
from descentlab.views.instance_wise import VIEWS


@dataclass(frozen=True)
class InstanceWiseRiskSettings(InstanceWiseDigitsSettings, InstanceWiseSettings):
    """64 digits, an MLP with more weights than that by far."""


exhibit = Exhibit(
    id="instance_wise_risk",
    title="Every example an objective",
    claim=(
        "Training on the mean loss pays for some examples with others: here with one in twenty at "
        "a step. UPGrad's step works against none, and goes where the mean gradient would work "
        "against every fourth. Made as long as the mean's it also lowers the mean loss faster; "
        "fresh digits are told no better for it."
    ),
    paper="Quinton & Rey (2024)",
    settings=InstanceWiseRiskSettings,
    problem=problem,
    process=InstanceWise(),
    measurements=(InstanceLosses(), InstanceConflicts()),
    views=VIEWS,
    check=instance_wise_risk,
    check_steps=60,
    presets=(
        Preset("UPGrad", {}),
        Preset("cross-entropy", {"loss": "cross_entropy"}),
        Preset("at its own length", {"length": "its own"}),
        Preset("MGDA", {"aggregator": "mgda"}),
        Preset("200 examples", {"examples": 200}),
    ),
    story=(
        Step(
            "64 tasks",
            "Sixty-four scanned digits, and each one's loss is an objective of its own. Two "
            "networks start alike: one follows the **mean gradient**, the other **UPGrad's** "
            "update of all 64 gradients, made as long as the mean's, so that only directions "
            "differ.",
            view="mean_loss",
        ),
        Step(
            "Who pays",
            "*Against whom*: the mean gradient opposes a few examples on its own way. UPGrad's "
            "update opposes none, and soon it is at weights where the mean gradient would oppose "
            "a third of them. *Whose loss truly rises* is the same question put to real steps.",
            view="hurt",
        ),
        Step(
            "Who is left behind",
            "*Every example's loss*, from the best to the worst. Compare the right ends of both "
            "lines, or look at *The worst example*: a mean may fall while a few examples stay "
            "where they were.",
            view="loss_quantiles",
        ),
        Step(
            "Friends become strangers",
            "At first two digits of a class share much of their gradients, and the mean serves "
            "both. Once the common part is learnt, what is left of each is its own, and there are "
            "more conflicts to resolve.",
            view="class_cosines",
        ),
        Step(
            "Another loss",
            "With cross-entropy the gradients of fitted examples fade, and few oppose the mean. "
            "There is less to win.",
            {"loss": "cross_entropy"},
            restart=True,
            view="hurt",
        ),
        Step(
            "What about the length?",
            "Is it the direction, or only a longer step? Left at its own length UPGrad's update "
            "is two to four times as long: much of its speed is then a larger learning rate, and "
            "steps that long do raise losses. Which η makes the mean loss fall as it did at equal "
            "lengths, and whose loss rises then?",
            {"loss": "mse", "length": "its own"},
            restart=True,
            view="update_length",
        ),
    ),
    tags=("examples", "conflict"),
    references=("quinton2024jacobian",),
    picture="hurt",
    negative_controls=(
        # the mean in place of UPGrad, which it is held against
        NegativeControl(
            {"aggregator": "mean", "examples": 20, "width": 4}, "the update works against", 50
        ),
    ),
)
