"""Gradients of examples agree on real labels and not on random ones."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.gradient_coherence import gradient_coherence
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._settings import LearningRate
from descentlab.measurements.coherence import Coherence
from descentlab.measurements.held_out import HeldOut
from descentlab.measurements.learning_order import LearningOrder
from descentlab.problems._digits import Examples
from descentlab.problems.real_and_random_labels import (
    NETWORKS,
    RealAndRandomLabelsSettings,
    problem,
)
from descentlab.processes.robust_descent import RobustDescent, RobustMeanSettings
from descentlab.views.gradient_coherence import VIEWS


@dataclass(frozen=True)
class GradientCoherenceSettings(RealAndRandomLabelsSettings, RobustMeanSettings):
    """A step at which random labels meet the edge of stability on their way."""

    lr: LearningRate = 1.0
    examples: Examples = 300


exhibit = Exhibit(
    id="gradient_coherence",
    title="Gradient coherence",
    claim=(
        "On real labels the gradients of the examples help one another, on random ones hardly; "
        "what few examples ask for is memorised late, and a robust mean holds it back."
    ),
    paper="Chatterjee & Zielinski (2022); Chatterjee (2020)",
    settings=GradientCoherenceSettings,
    problem=problem,
    process=RobustDescent(),
    measurements=(LearningOrder(), Coherence(NETWORKS), HeldOut(NETWORKS)),
    views=VIEWS,
    check=gradient_coherence,
    check_steps=120,
    presets=(
        Preset("default", {}),
        Preset("long steps", {"lr": 4.0}),
        Preset("short steps", {"lr": 0.3}),
        Preset("no wrong labels", {"label_noise": 0.0}),
        Preset("most labels wrong", {"label_noise": 0.6}),
        Preset("too narrow to memorise", {"width": 8}),
        Preset("hardly robust", {"robust_share": 0.05}),
    ),
    story=(
        Step(
            "Four times the same network",
            "From the same weights it learns 300 digits with their **real** labels, twice with "
            "three labels in ten **wrong**, and with **random** ones. Given time it fits whatever "
            "it is told; only what it answers on unseen digits tells the four apart.",
            view="network_loss",
        ),
        Step(
            "Coherence",
            "At the first step, moving along one example's gradient helps about thirteen of 300 "
            "on real labels and one, itself, on random ones. That is $n\\alpha$. What is common "
            "is learned in the first steps; what is left over are gradients that hinder each "
            "other, below 1, on real labels too, though four times less.",
            view="coherence",
        ),
        Step(
            "The edge misleads",
            "For a while *Coherence, as it is* says the opposite: random labels rise to 2 or 3. "
            "Their network swings across a valley at the edge of stability, and on the way back "
            "all gradients agree. *Coherence, swing out* looks halfway between two steps: there "
            "random stays below real.",
            view="coherence_calm",
        ),
        Step(
            "Order of learning",
            "*What is learned*: with some labels wrong, the plain mean first learns the right "
            "ones, then the wrong ones, one by one. Stop it early and it is a good network: see "
            "*Test accuracy* rise, and fall.",
            view="learned",
        ),
        Step(
            "A robust mean",
            "The third network winsorises: for each weight, the 20 % largest and smallest "
            "gradients count no more than the next ones. Of the wrong labels it learns one in "
            "twenty instead of all, and its test accuracy stays up. It is not free: one right "
            "label in ten stays unlearned, and stopping the plain mean at its best step would do "
            "nearly as well.",
            view="test_accuracy",
        ),
        Step(
            "Give in",
            "How robust must the mean be? Lower the share to 5 %: the robust network begins to "
            "memorise too. Where between 5 and 20 % does it give in? Start anew with a longer "
            "step, η = 4, and look at *Coherence, swing out*: even the average of two steps has "
            "some of the swing left then, while it lasts.",
            {"robust_share": 0.05},
            view="learned",
        ),
    ),
    tags=("examples", "stochastic"),
    references=("chatterjee2022generalization", "chatterjee2020coherent"),
    picture="learned",
    negative_controls=(
        # a mean that is not robust memorises
        NegativeControl(
            {"robust_share": 0.01, "examples": 60, "width": 16}, "the robust mean has learned", 100
        ),
    ),
)
