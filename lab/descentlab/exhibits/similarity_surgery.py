"""SAM-GS: gradients of unlike lengths are made equal, and their angle is nobody's concern."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.similarity_surgery import similarity_surgery
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements.surgery import NAMES, Surgery, SurgeryField
from descentlab.measurements.surgery_by_angle import SurgeryByAngle
from descentlab.problems.two_bowls import TwoBowlsSettings, problem
from descentlab.processes._fleet import FleetSettings
from descentlab.processes.aggregator_knobs import SamgsKnobs
from descentlab.processes.side_by_side import SideBySide
from descentlab.views.similarity_surgery import VIEWS


@dataclass(frozen=True)
class SurgerySettings(FleetSettings, SamgsKnobs, TwoBowlsSettings):
    """SAM-GS with its released defaults."""


exhibit = Exhibit(
    id="similarity_surgery",
    title="Surgery by length",
    claim=(
        "With one loss scaled 100 times, descent on the mean serves that task alone; SAM-GS makes "
        "unlike gradients equally long and brings both tasks as far as both can go. It looks at "
        "lengths only: of nearly opposite gradients of like length its update lets one task lose."
    ),
    paper="Borsani et al. (2025)",
    settings=SurgerySettings,
    problem=problem,
    process=SideBySide(NAMES),
    measurements=(Surgery(), SurgeryByAngle(), SurgeryField()),
    views=VIEWS,
    check=similarity_surgery,
    check_steps=400,
    presets=(
        Preset("100 to 1", {}),
        Preset("1000 to 1", {"ratio": 1000.0}),
        Preset("equal tasks", {"ratio": 1.0}),
        Preset("nearly opposite", {"angle": 175.0, "ratio": 1.4}),
    ),
    story=(
        Step(
            "One loss a hundred times the other",
            "Two round bowls, their first gradients 100° apart, and f₁ scaled by 100. Press play. "
            "The **mean** hears f₁ only, and f₂ ends above where it began. **SAM-GS** sees unlike "
            "gradients ($\\Psi < \\gamma$), makes them equally long and comes down between the "
            "bowls.",
            view="worse_task",
        ),
        Step(
            "Who else",
            "Nash-MTL, which does not see lengths either, ends beside it. **MGDA** goes wrong the "
            "other way: the shortest combination favours the *short* gradient. **UPGrad** does "
            "look at the angle, and still its update is almost all of the long gradient.",
            view="ways",
        ),
        Step(
            "Without the threshold",
            "With γ = 0 SAM-GS never equalises. Modulated gradients weigh by their own length, "
            "squared: it sides with f₁ like the mean. It is the equalising, not the modulation, "
            "that brings both tasks down here.",
            {"samgs_gamma": 0.0},
            restart=True,
            view="regime",
        ),
        Step(
            "Angles are nobody's concern",
            "Lengths 1.4 : 1 and nearly opposite gradients: SAM-GS modulates, and its update lets "
            "one task lose. *What the angle does* shows it for any angle: at lengths 1 : 0.7 its "
            "least cosine goes to −1, at 1 : 0.1, equalised, it stays above 0, as the sum of two "
            "gradients of one length does.",
            {"angle": 175.0, "ratio": 1.4, "samgs_gamma": 0.9},
            restart=True,
            view="by_angle",
        ),
        Step(
            "Turn it while it runs",
            "Angle, scale, γ and both β are live. Turn the scale of f₁ up in the middle of a run: "
            "whose way bends? The likeness of two lengths is $\\Psi = "
            "\\frac{2\\|g_1\\|\\|g_2\\|}{\\|g_1\\|^2 + \\|g_2\\|^2}$: at which scale does it pass "
            "under γ, and what does SAM-GS do then?",
            {"angle": 100.0, "ratio": 1.0},
            restart=True,
            view="ways",
        ),
    ),
    tags=("conflict", "two dimensions"),
    references=("borsani2025gradient",),
    negative_controls=(
        # never equalised: it weighs by length, squared, and sides with the loud task
        NegativeControl({"samgs_gamma": 0.0}, "SAM-GS's worse task ends at"),
    ),
)
