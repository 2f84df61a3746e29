"""The parameters of aggregators as settings, under the names they have there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.settings import Choice, Info, Range, Settings


@dataclass(frozen=True)
class CagradKnob(Settings):
    """CAGrad's."""

    cagrad_c: Annotated[
        float,
        Range(0.0, 5.0),
        Info("CAGrad's c", "How far its update may leave the mean.", True, "knobs"),
    ] = 0.5


@dataclass(frozen=True)
class GradvacKnob(Settings):
    """GradVac's."""

    gradvac_beta: Annotated[
        float,
        Range(0.0, 1.0),
        Info("GradVac's β", "How fast the cosines it aims at follow what it meets.", True, "knobs"),
    ] = 0.5


@dataclass(frozen=True)
class GraddropKnob(Settings):
    """GradDrop's."""

    graddrop_leak: Annotated[
        float,
        Range(0.0, 1.0),
        Info("GradDrop's leak", "The share of what is dropped that is kept.", True, "knobs"),
    ] = 0.0


@dataclass(frozen=True)
class SamgsKnobs(Settings):
    """Those of SAM-GS, as released."""

    samgs_gamma: Annotated[
        float,
        Range(0.0, 1.0),
        Info(
            "γ of SAM-GS",
            "Less alike than this, two gradients are made equally long.",
            True,
            "knobs",
        ),
    ] = 0.9
    samgs_beta1: Annotated[
        float,
        Range(0.0, 0.999),
        Info("β₁ of SAM-GS", "Memory of the gradients that modulate.", True, "knobs"),
    ] = 0.9
    samgs_beta2: Annotated[
        float,
        Range(0.0, 0.999),
        Info("β₂ of SAM-GS", "Memory of how unlike the gradients have been.", True, "knobs"),
    ] = 0.9


@dataclass(frozen=True)
class GcondKnobs(Settings):
    """GCond's zones, and what its arbiter looks at."""

    gcond_critical: Annotated[
        float,
        Range(-1.0, -0.55),
        Info("critical below", "Cosines below this: the loser is dropped.", True, "knobs"),
    ] = -0.8
    gcond_main: Annotated[
        float,
        Range(-0.55, -0.05),
        Info(
            "main below",
            "Cosines below this: the loser gives up its part along the winner.",
            True,
            "knobs",
        ),
    ] = -0.5
    gcond_weak: Annotated[
        float,
        Range(-0.05, 0.5),
        Info(
            "weak below",
            "Cosines below this: each gives up its part along the other.",
            True,
            "knobs",
        ),
    ] = 0.0
    gcond_stability: Annotated[
        float,
        Range(0.0, 1.0),
        Info(
            "weight of stability",
            "What GCond's arbiter makes of agreement with the task's own last gradient; the rest "
            "is for strength beside its usual.",
            True,
            "knobs",
        ),
    ] = 0.8
    gcond_form: Annotated[
        str,
        Choice("zones", "smooth"),
        Info(
            "GCond's form",
            "zones: another rule in each, as first published; smooth: what is given up grows with "
            "the angle, as in the second version.",
            True,
            "knobs",
        ),
    ] = "zones"


@dataclass(frozen=True)
class AggregatorKnobs(CagradKnob, GradvacKnob, GraddropKnob, SamgsKnobs, GcondKnobs):
    """All of them that shape one update. `aggregator_of` hands each to its rule."""
