"""The optimizer itself: one update a unit of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules import load_rule
from descentlab.update_rules.base import UpdateRule


@dataclass(frozen=True)
class DampingSettings(Settings):
    """A hand on the swing."""

    damping: Annotated[
        float,
        Range(0.0, 1.0),
        Info(
            "damp the swing",
            "The share of each step along the tracked eigenvectors that is left out. ½ kills a "
            "swing at the edge at once, 1 freezes those directions.",
            True,
            "steering",
        ),
    ] = 0.0


@dataclass(frozen=True)
class Discrete(Process):
    """state⁺ = rule.update(point): `rule`, or the optimizer that the settings name.

    With a setting `damping` d, the step Δ becomes Δ − d UᵀUΔ, U [k, P] the tracked eigenvectors
    (orthonormalised): an oscillation along them shrinks by |1 − (1 − d)ηλ| instead of |1 − ηλ|.
    """

    rule: UpdateRule | None = None

    def start(self, problem: Problem, settings: Settings) -> State:
        return rule_of(settings, self.rule).init(problem.start)

    def step(self, point: Point) -> State:
        state = rule_of(point.settings, self.rule).update(point)
        damping = getattr(point.settings, "damping", 0.0)
        tracked = point.artefacts.get("eigenvalues")
        if not damping or tracked is None:
            return state
        along = tracked.basis.to(state.w)
        moved = state.w - point.state.w
        return replace(state, w=state.w - damping * (along @ moved) @ along)


def rule_of(settings: Settings, rule: UpdateRule | None = None) -> UpdateRule:
    """`rule`, or the one that the setting `optimizer` names."""
    return rule if rule is not None else load_rule(settings.optimizer)
