"""Muon: every weight matrix moves by an orthogonal matrix."""

from __future__ import annotations

from dataclasses import replace

from descentkernels import stability
from torch import Tensor

from descentlab.runs.point import Point
from descentlab.runs.state import Slots, State
from descentlab.update_rules import _moments
from descentlab.update_rules._in_norm import RuleInNorm


class Muon(RuleInNorm):
    """v⁺ = βv + g, w⁺ = w − η UVᵀ with UΣVᵀ = g + βv⁺ matrix by matrix (Jordan et al., 2024).

    Spectral descent with Nesterov's momentum; UVᵀ is exact here, where Muon takes five
    Newton–Schulz steps, and vectors move by their direction, where Muon leaves them to Adam. The
    threshold is exact on a quadratic that swings along the direction found.
    """

    title = "Muon"
    threshold_label = "Muon's edge"
    rate_name = "matrix_lr"

    def slots(self, point: Point) -> Slots:
        return (("momentum", _moments.momentum(point.state, point.settings.beta)),)

    def norm(self, point: Point) -> stability.Norm:
        return stability.SpectralNorm(point.problem.layout)

    def pulled(self, point: Point) -> Tensor:
        return point.gradient + point.settings.beta * self._after(point)

    def edge(self, rate: float, point: Point) -> float:
        return stability.nesterov(rate, point.settings.beta)

    def update(self, point: Point) -> State:
        state = point.state
        w = state.w + self.step(point)
        slots = (("momentum", self._after(point)),)
        return replace(state, step=state.step + 1, w=w, slots=slots)

    def _after(self, point: Point) -> Tensor:
        """v⁺ [P]."""
        return point.settings.beta * self.slots(point)[0][1] + point.gradient


update_rule = Muon()
