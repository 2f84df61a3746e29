"""Training losses as means over examples, in the conventions of the edge-of-stability papers."""

import torch
from torch import Tensor
from torch.nn import functional

from .errors import DescentError


def mean_squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    """½ · mean over examples of ‖output − target‖², class labels taken as one-hot vectors.

    The factor ½ and the sum (not mean) over outputs are those of Cohen et al. (2021), so that
    sharpness and 2/η are on their scale.

    Args:
        outputs: [n, ...] float.
        targets: [n] integer labels (outputs must be [n, classes]) or [n, ...] like outputs.

    Returns:
        [] loss.

    Raises:
        DescentError: if the shapes do not fit.
    """
    if not targets.is_floating_point():
        if outputs.ndim != 2 or targets.ndim != 1:
            raise DescentError(
                "mean_squared_error with labels expects outputs [n, classes] and targets [n], "
                f"found {list(outputs.shape)} and {list(targets.shape)}: give float targets "
                "shaped like the outputs instead."
            )
        targets = functional.one_hot(targets.long(), outputs.shape[1]).to(outputs.dtype)
    if outputs.shape != targets.shape:
        # broadcasting [n] against [n, 1] would give an [n, n] loss without a word
        raise DescentError(
            f"mean_squared_error expects targets shaped like the outputs {list(outputs.shape)}, "
            f"found {list(targets.shape)}: reshape the targets."
        )
    return 0.5 * (outputs - targets).square().sum() / outputs.shape[0]


def cross_entropy(outputs: Tensor, targets: Tensor) -> Tensor:
    """Mean over examples of −log softmax(outputs)[label], in nats.

    Args:
        outputs: [n, classes] logits.
        targets: [n] integer labels, or [n, classes] class probabilities.

    Returns:
        [] loss.
    """
    if not targets.is_floating_point():
        targets = targets.to(torch.int64)
    return functional.cross_entropy(outputs, targets)
