"""The logits of an objective's examples at complex points of a ray."""

from dataclasses import dataclass, field

import torch
from torch import Tensor

from ...curvature.jacobian import with_network
from ...module_objective import ModuleObjective
from ...objective import Objective
from ..ray_along import unit
from .complex_pass import ComplexPass
from .line import line

# Rows computed together: more leave the cache, fewer pay each operation's overhead.
_ROWS = 2048


@dataclass(frozen=True)
class ComplexLogits:
    """What a complex pass saw; rows are those of `Ray`: (example, position)."""

    logits: Tensor  # z [m, steps, K] complex128
    #: By (operation, its number among those of its name): the logarithm, modulo 2πi, of a function
    #: that is zero where that operation is singular.
    factors: dict[tuple[str, int], Tensor] = field(default_factory=dict)  # [m, steps, units]


@dataclass(frozen=True)
class ComplexRay:
    """t -> z(w + t v) for complex t. Made by `complexified`."""

    objective: ModuleObjective
    w: Tensor  # [P] float64
    unit_direction: Tensor  # v [P] float64
    positions: int  # rows of the outputs that an example has

    def at(self, rows: Tensor, t: Tensor, *, factors: bool = False) -> ComplexLogits:
        """z at its own points for each of some rows.

        Args:
            rows: [m] numbers of rows; one may occur more than once.
            t: [m, steps] complex128: a path of points for each. Square roots and logarithms are
                continued along it, and principal at its first point, which is to be real if there
                are more than one.
            factors: whether the factors are kept.
        """
        t = t.to(torch.complex128)
        size = max(1, _ROWS // t.shape[1])
        parts = [
            self._part(r, s, factors) for r, s in zip(rows.split(size), t.split(size), strict=True)
        ]
        joined = {key: torch.cat([part.factors[key] for part in parts]) for key in parts[0].factors}
        return ComplexLogits(torch.cat([part.logits for part in parts]), joined)

    def _part(self, rows: Tensor, t: Tensor, factors: bool) -> ComplexLogits:
        count, steps = t.shape
        examples = (rows // self.positions).repeat_interleave(steps)
        part = self.objective.restricted(examples).batch(0, len(examples))
        passing = ComplexPass(t.reshape(-1), steps=steps, listening=factors)
        with torch.no_grad(), passing:
            outputs = part.forward(line(self.w, self.unit_direction))
        outputs = outputs.to(torch.complex128)  # real where nothing depends on t
        if outputs.ndim > 2:
            outputs = outputs.movedim(1, -1).flatten(1, -2)  # [rows, positions, K]
            place = (rows % self.positions).repeat_interleave(steps)
            outputs = outputs[torch.arange(len(outputs), device=place.device), place]
        logits = outputs.unflatten(0, (count, steps))
        return ComplexLogits(
            logits, {key: f.unflatten(0, (count, steps)) for key, f in passing.factors.items()}
        )


def complexified(objective: Objective, w: Tensor, direction: Tensor) -> ComplexRay:
    """The network along w + t v at complex t, in complex128 whatever the objective's dtype.

    Weights and inputs are as the objective has them; each operation is taken at complex numbers
    where it is analytic. Known are dense and convolutional layers, embeddings, average pooling,
    attention, tanh, sigmoid, SiLU, softplus, both GELUs, layer, group and root-mean-square
    normalisation, batch normalisation in eval mode, and residual and other arithmetic.

    Args:
        objective: of a module whose outputs are logits [n, K] or [n, K, positions].
        w: [P]; direction: [P], of any length.

    Raises:
        DescentError: here if the objective has no network or the vectors do not fit; when it is
            evaluated, if the module does what is not analytic, as ReLU and max pooling do.
    """
    objective = with_network(objective)
    w, v = objective.checked(w).double(), unit(objective.checked(direction).double())
    outputs = objective.restricted(torch.zeros(1, dtype=torch.int64)).outputs(w.to(objective.dtype))
    positions = outputs.shape[2:].numel() if outputs.ndim > 2 else 1
    return ComplexRay(objective, w, v, positions)
