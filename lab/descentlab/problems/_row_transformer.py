"""A transformer that reads a digit by its rows."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from descentlab.problems._transformer import Block


class RowTransformer(nn.Module):
    """Four pairs of rows of a digit as tokens: embedding plus learned positions, one pre-norm
    block, and a linear read-out of all tokens together.

    Args:
        width: of a token's vector; even, since it is shared by two heads.
        classes: logits returned.
    """

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.positions = nn.Parameter(torch.zeros(4, width))
        self.embed = nn.Linear(16, width)
        self.block = Block(width, norm=True)
        self.read = nn.Linear(4 * width, classes)

    def forward(self, x: Tensor) -> Tensor:
        """[n, 64] -> [n, classes]."""
        rows = self.embed(x.unflatten(1, (4, 16))) + self.positions
        return self.read(self.block(rows).flatten(1))
