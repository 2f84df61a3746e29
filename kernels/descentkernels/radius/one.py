"""What pictures of one example's ghosts share."""

from torch import Tensor

from ..errors import DescentError
from .ray import Ray


def logits_and_slopes_of_one(ray: Ray) -> tuple[Tensor, Tensor]:
    """z [K] and a [K]; a DescentError unless the ray holds one example."""
    if len(ray) != 1:
        raise DescentError(
            f"expected the ray of one example, found {len(ray)}: choose one, as with "
            "ray.chosen(torch.tensor([number]))."
        )
    return ray.logits[0], ray.slopes[0]
