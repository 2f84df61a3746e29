"""The temperature of the softmax sets the length of a step that does harm."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.temperature_fingerprint import temperature_fingerprint
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements._rays import Direction, StepDirectionSettings
from descentlab.measurements.networks import Networks
from descentlab.measurements.temperature import Temperature
from descentlab.problems.temperature_twins import NETWORKS, TemperatureTwinsSettings, problem
from descentlab.processes.each_by_itself import EachByItself, EachByItselfSettings, HoldAt
from descentlab.update_rules.rmsprop import AdaptiveSettings
from descentlab.update_rules.sgd import Batch
from descentlab.views.temperature_fingerprint import VIEWS

PROCESS = EachByItself()


@dataclass(frozen=True)
class TemperatureFingerprintSettings(
    TemperatureTwinsSettings, AdaptiveSettings, EachByItselfSettings, StepDirectionSettings
):
    """All five come to a loss of 0.02 in some 150 full-batch steps."""

    batch: Batch = 1797
    hold_at: HoldAt = 0.02
    direction: Direction = "head_bias"


exhibit = Exhibit(
    id="temperature_fingerprint",
    title="Temperature fingerprint",
    claim=(
        "The step that ruins a network grows with the temperature it was trained at; measured in "
        "ρ_a it is nearly the same for all of them."
    ),
    paper="Sao (2026)",
    settings=TemperatureFingerprintSettings,
    problem=problem,
    process=PROCESS,
    measurements=(Networks(NETWORKS), Temperature(PROCESS)),
    views=VIEWS,
    check=temperature_fingerprint,
    check_steps=120,
    presets=(
        Preset("default", {}),
        Preset("uphill", {"direction": "uphill"}),
        Preset("a random direction", {"direction": "random"}),
        Preset("one function at the start", {"twin_start": "same_function"}),
        Preset("a wider range", {"temperatures": 10.0}),
        Preset("no common loss", {"hold_at": 1e-4}),
    ),
    story=(
        Step(
            "Five temperatures",
            "The same network is trained five times, with $\\operatorname{softmax}(z/T)$ at five "
            "temperatures T. A cold one is sure of its answers with small logits, a hot one needs "
            "large ones. Each trains until its loss is 0.02 and then **stands still**.",
            view="network_loss",
        ),
        Step(
            "How far is it to ruin?",
            "*By the length of the step*: raise the bias of one logit in each network and watch "
            "its accuracy. The hottest bears a step **twenty times as long** as the coldest.",
            view="raw",
        ),
        Step(
            "The fingerprint",
            "*In units of ρ_a*: divide each length by the network's own $\\rho_a = "
            "\\pi/\\Delta_a$, one Jacobian-vector product. When all five stand still, the curves "
            "nearly coincide: see *Spread* fall.",
            view="normalised",
        ),
        Step(
            "Only at equal loss",
            "Let them train on: lower *hold at loss*. While some are surer than others, the "
            "curves part again. ρ_a knows how fast the logits move, not how far apart they are.",
            {"hold_at": 0.002},
            view="spread",
        ),
        Step(
            "A lens changes no answer",
            "*One network through other temperatures* divides the logits of a finished network. "
            "ρ_a grows with T', yet the collapse stays where it is: the largest logit remains the "
            "largest. The exact distance ρ* to the nearest ghost levels off instead: as the "
            "softmax gets cold, ghosts come down to where answers flip.",
            view="lens",
        ),
        Step(
            "Another direction",
            "A bias moves the logits in a straight line, and ρ_a along it is simply $\\pi T$. "
            "Walk uphill instead, through all layers: the onsets still come together, the curves "
            "beyond them do not. Along which of the other directions is ρ_a the better unit? *How "
            "much ρ_a explains* compares them all.",
            {"direction": "uphill"},
            view="normalised",
        ),
    ),
    tags=("softmax",),
    references=("sao2026ghosts",),
    # nearly one temperature: nothing for ρ_a to explain
    negative_controls=(
        NegativeControl(
            {"temperatures": 1.2, "width": 8, "examples": 40, "classes": 3},
            "along a head bias the spread falls",
            steps=60,
        ),
    ),
)
