"""The distance to the nearest singularity of the loss itself, with the network's own logits."""

from .complexified import ComplexLogits, ComplexRay, complexified

__all__ = ["ComplexLogits", "ComplexRay", "complexified"]
