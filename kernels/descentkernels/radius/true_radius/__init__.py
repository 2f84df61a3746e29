"""The distance to the nearest singularity of the loss itself, with the network's own logits."""

from .complexified import ComplexLogits, ComplexRay, complexified
from .solve import TrueRadius, true_radius

__all__ = ["ComplexLogits", "ComplexRay", "TrueRadius", "complexified", "true_radius"]
