"""Fields: the scalars of the weights that a landscape can show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from descentkernels import Field, FieldJob, Plane, fields
from torch import Tensor

from descentlab.errors import LabError
from descentlab.problem import Problem
from descentlab.randomness import generator

Evaluate = Callable[[Tensor], Tensor]  # [n, P] -> [n]


@dataclass(frozen=True)
class FieldKind:
    """A scalar field: its name on the picture and how it is sampled."""

    label: str
    make: Callable[[Problem], Evaluate]
    log: bool = False  # whether it is sampled and shown on a logarithmic scale
    tol: float = 4e-3  # estimated error to stop at, as a share of the range
    evaluations: int = 900  # at most
    slice: int = 32  # evaluated between two looks at the messages of a live page


def _accuracy(problem: Problem) -> Evaluate:
    if problem.classes is None:
        raise LabError("accuracy: expected a problem with classes; found none. Show the loss.")
    return fields.accuracy(problem.objective, problem.classes)


def _sharpness(problem: Problem) -> Evaluate:
    return fields.Sharpness(problem.objective, generator(0, "sharpness"), accuracy=5e-3)


#: By the name they have in the settings.
FIELDS = {
    "loss": FieldKind("loss", lambda problem: fields.loss(problem.objective)),
    "accuracy": FieldKind("accuracy", _accuracy, tol=0.02),
    "sharpness": FieldKind("sharpness λ₁", _sharpness, tol=0.02, evaluations=250, slice=2),
    "gradient_norm": FieldKind(
        "gradient norm ‖∇L‖",
        lambda problem: fields.gradient_norm(problem.objective),
        tol=0.01,
        slice=8,
    ),
    "radius": FieldKind(
        "radius ρₐ along −∇L",
        lambda problem: fields.radius(problem.objective),
        log=True,
        tol=0.02,
        slice=4,
    ),
}


def field_job(problem: Problem, name: str, plane: Plane, **options: Any) -> FieldJob:
    """The field `name` over `plane`, to be sampled in slices; `options` are those of FieldJob.

    Raises LabError when there is no such field, or the problem has none.
    """
    if name not in FIELDS:
        raise LabError(f"Expected a field among {', '.join(FIELDS)}; found {name!r}.")
    kind = FIELDS[name]
    options = {"tol": kind.tol, "max_evaluations": kind.evaluations, "log": kind.log, **options}
    return FieldJob(kind.make(problem), plane, **options)


def sample(problem: Problem, name: str, plane: Plane, **options: Any) -> Field:
    """The field `name` over `plane` in one go."""
    return field_job(problem, name, plane, **options).finish()
