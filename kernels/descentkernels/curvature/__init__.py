"""Curvature matrices of a network's loss, by their products.

All are `Operator`s, maps [k, P] -> [k, P] that `top_eigenpairs`, `lanczos`, `spectral_density` take
like a Hessian's.

- `gauss_newton`, `residual`: H = G + R. `fisher`, `empirical_fisher`: second moments of gradients.
- `preconditioned`: in an optimizer's coordinates.
- `block`, `block_traces`, `parameter_groups`: layer by layer.
- `class_attribution`, `class_parts`: the outliers and the class means of the gradients.
- `shifted_solve`: (A + σI)⁻¹b for several σ at once.
- `directional`: curvature along directions.
- `jacobian`: the network linearised; `per_example_gradients`.
"""

from .block import block
from .block_traces import BlockTraces, block_traces
from .class_attribution import Attribution, class_attribution
from .class_parts import ClassParts, class_parts
from .directional import directional
from .empirical_fisher import empirical_fisher
from .fisher import fisher
from .gauss_newton import gauss_newton
from .jacobian import Jacobian, jacobian
from .operator import Operator
from .parameter_groups import ParameterGroup, parameter_groups
from .per_example_gradients import per_example_gradients
from .preconditioned import preconditioned
from .residual import residual
from .shifted_solve import ShiftedSolve, shifted_solve

__all__ = [
    "Attribution",
    "BlockTraces",
    "ClassParts",
    "Jacobian",
    "Operator",
    "ParameterGroup",
    "ShiftedSolve",
    "block",
    "block_traces",
    "class_attribution",
    "class_parts",
    "directional",
    "empirical_fisher",
    "fisher",
    "gauss_newton",
    "jacobian",
    "parameter_groups",
    "per_example_gradients",
    "preconditioned",
    "residual",
    "shifted_solve",
]
