"""Collapse at r = τ/ρ_a, across six architectures."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.phase_transition import phase_transition
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements._rays import StepDirectionSettings
from descentlab.measurements.networks import Networks
from descentlab.measurements.phase_transition import PhaseTransition
from descentlab.problems.six_architectures import NETWORKS, SixArchitecturesSettings, problem
from descentlab.processes.each_by_itself import EachByItself, EachByItselfSettings
from descentlab.update_rules.rmsprop import AdaptiveSettings
from descentlab.views.phase_transition import VIEWS

PROCESS = EachByItself(updates=3)


@dataclass(frozen=True)
class PhaseTransitionSettings(
    SixArchitecturesSettings, AdaptiveSettings, EachByItselfSettings, StepDirectionSettings
):
    """All six come to a loss of 0.01 in some 300 updates."""


exhibit = Exhibit(
    id="phase_transition",
    title="Phase transition at r",
    claim=(
        "Measured in ρ_a, a bound on the distance of softmax's nearest ghost, six converged "
        "networks collapse only beyond r = 1. Before they have converged they collapse below it "
        "too: r < 1 is no promise."
    ),
    paper="Sao (2026)",
    settings=PhaseTransitionSettings,
    problem=problem,
    process=PROCESS,
    measurements=(Networks(NETWORKS), PhaseTransition(PROCESS, NETWORKS)),
    views=VIEWS,
    check=phase_transition,
    check_steps=102,
    presets=(
        Preset("default", {}),
        Preset("uphill", {"direction": "uphill"}),
        Preset("a random direction", {"direction": "random"}),
        Preset("one logit's bias", {"direction": "head_bias"}),
        Preset("stop early", {"hold_at": 0.7, "direction": "head_bias"}),
        Preset("equally sure", {"hold_at": 0.01, "direction": "uphill"}),
    ),
    story=(
        Step(
            "Six networks",
            "Softmax regression, three perceptrons, a CNN and a transformer learn the same digits "
            "side by side, each by Adam on batches of 20. How far can each be pushed from where "
            "it stands before it forgets? Let them train first: *Training accuracy* shows when "
            "they have learned the digits.",
            view="network_accuracy",
        ),
        Step(
            "What a ghost is",
            "In the cross-entropy stands the logarithm of $F(t) = \\sum_k e^{z_k + a_k t}$, the "
            "logits along a step taken as straight lines. F has zeros at *complex* t: the ghosts. "
            "None is nearer than $\\rho_a = \\pi/\\Delta_a$, with $\\Delta_a$ the largest "
            "difference between the slopes $a_k$. $r = \\tau/\\rho_a$ is a step's length in "
            "that unit.",
            view="walk",
        ),
        Step(
            "Walk until it breaks",
            "*Accuracy after r · ρ_a*: from each network one long step. Once the networks have "
            "converged their lines hold level to r = 1 and break beyond it, at r = 2 to 20. By "
            "the bare length of the step the breaks lie somewhat further apart.",
            view="walk",
        ),
        Step(
            "Worse directions",
            "The optimizer's own direction is kind: it is the one in which the loss falls. Walk "
            "uphill instead, and compare where the lines break; *The same by length* shows the "
            "bare distances.",
            {"direction": "uphill"},
            view="walk",
        ),
        Step(
            "The counter-example",
            "Start anew, along the bias of a single logit, and stop the networks early, when they "
            "have eight answers in ten right. Now they collapse **before** r = 1, and a step of r "
            "= 0.99 takes up to half of the answers: r < 1 is no promise. To first order it says "
            "that no gap between two logits moves by more than π, and early on most answers hang "
            "on a smaller gap (*Answers that could change*).",
            {"direction": "head_bias", "hold_at": 0.7},
            restart=True,
            view="bias_drop",
        ),
        Step(
            "And the loss?",
            "Let them converge. Accuracy now holds below r = 1, because hardly any gap is that "
            "small, but look at *What the loss does*: it may rise tenfold. Along which direction "
            "is it worst, and for which of the networks?",
            {"hold_at": 1e-4},
            view="loss_ratio",
        ),
    ),
    tags=("softmax",),
    references=("sao2026ghosts",),
    # held where most answers still hang on a gap below π
    negative_controls=(
        NegativeControl(
            {"hold_at": 0.7, "width": 6, "examples": 40}, "CNN has not converged", steps=18
        ),
    ),
)
