"""What a forward pass met: an operation with singularities, and where each of its units has one."""

from dataclasses import dataclass

import torch
from torch import Tensor

#: What kinds there are, by the operation's name.
KINDS = {
    **dict.fromkeys(["tanh", "sigmoid", "silu", "gelu"], "pole"),
    **dict.fromkeys(["softplus", "log", "sqrt", "rsqrt", "pow"], "branch point"),
    **dict.fromkeys(["layer_norm", "rms_norm", "group_norm"], "branch point"),
    "softmax": "attention ghost",
    "div": "pole",
}


@dataclass(frozen=True)
class Meeting:
    """One operation of a pass, to first order along the ray."""

    operation: str  # as torch names it
    number: int  # of how many of its name came before
    layer: str  # whose weights came last before it; "" before the first
    points: Tensor  # t [n, units] complex128: the nearest singularity of each unit, Im t >= 0

    @property
    def kind(self) -> str:
        """ "kink" on the real line, else "pole", "branch point" or "attention ghost"."""
        return KINDS.get(self.operation, "kink")


def joined(parts: list[list[Meeting]]) -> list[Meeting]:
    """The meetings of all chunks of the examples."""
    out = []
    for pieces in zip(*parts, strict=True):
        first = pieces[0]
        points = torch.cat([piece.points for piece in pieces])
        out.append(Meeting(first.operation, first.number, first.layer, points))
    return out
