"""How the loss bends along the directions that matter."""

from __future__ import annotations

import torch
from descentkernels.curvature import directional
from torch import Tensor

from descentlab.meanings.directional_curvature import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point

DIRECTIONS = ("∇L", "last move", "u₁")


class DirectionalCurvature(Measurement):
    """vᵀHv/‖v‖² along the gradient, along the last move of the weights, and along u₁.

    Each lies between the smallest and the largest eigenvalue; along u₁ it is λ₁ itself. The last
    move is w_t − w_{t−1}, or the kick or drag given at this step. Two further Hessian products a
    step. NaN where there is no direction, such as before the first step.
    """

    name = "directional_curvature"
    reads_settings = False
    needs = ("eigenvalues",)
    series = explained(
        MEANINGS,
        SeriesSpec(
            "directional_curvature",
            "curvature vᵀHv/‖v‖²",
            "",
            (("direction", len(DIRECTIONS)),),
            DIRECTIONS,
        ),
    )

    def measure(self, point: Point, artefact: Tensor | None) -> Reading:
        w = point.state.w
        moved = torch.zeros_like(w) if artefact is None else w - artefact
        directions = torch.stack([point.gradient, moved])
        along = directional(point.linearization.hvp, directions)
        top = point.artefacts["eigenvalues"].pairs.values[:1]
        values = torch.cat([along, top.to(along)]).cpu().numpy()
        return Reading({"directional_curvature": values}, w)
