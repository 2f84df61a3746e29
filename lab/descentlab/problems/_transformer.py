"""A transformer written out in products and softmaxes, whose derivatives of every order are right.

torch's fused attention has no second derivative and its fused norms a wrong third one.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, softmax


class RootMeanSquareNorm(nn.Module):
    """x / √(mean x² + ε) · scale over the last dimension (Zhang & Sennrich, 2019)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        """[..., width] -> [..., width]."""
        return x * (x.square().mean(-1, keepdim=True) + 1e-5).rsqrt() * self.scale


class Block(nn.Module):
    """x + attention(norm(x)), then x + perceptron(norm(x)); two heads, no mask."""

    def __init__(self, width: int, norm: bool) -> None:
        super().__init__()
        self.norms = nn.ModuleList(
            RootMeanSquareNorm(width) if norm else nn.Identity() for _ in range(2)
        )
        self.query_key_value = nn.Linear(width, 3 * width)
        self.mix = nn.Linear(width, width)
        self.widen = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """[n, length, width] -> [n, length, width]."""
        n, length, width = x.shape
        parts = self.query_key_value(self.norms[0](x)).reshape(n, length, 3, 2, width // 2)
        query, key, value = parts.permute(2, 0, 3, 1, 4)  # [n, head, length, width / 2] each
        weights = softmax(query @ key.mT * (width // 2) ** -0.5, -1)
        x = x + self.mix((weights @ value).transpose(1, 2).reshape(n, length, width))
        return x + self.narrow(gelu(self.widen(self.norms[1](x))))


class Transformer(nn.Module):
    """Embedding plus learned positions, pre-norm blocks that see all positions, linear read-out.

    Matrices and biases start LeCun-uniform, U(−1/√fan_in, 1/√fan_in); positions like a matrix with
    fan-in `tokens`, so that what and where weigh the same.

    Args:
        tokens: different tokens there are, in and out.
        length: of a sequence.
        width: of a token's vector; even, since it is shared by two heads.
        blocks: how many.
        norm: whether branches begin with a norm.
        source: of the initial weights.
    """

    def __init__(
        self,
        tokens: int,
        length: int,
        width: int,
        blocks: int,
        *,
        norm: bool,
        source: torch.Generator,
    ) -> None:
        super().__init__()
        self.positions = nn.Parameter(torch.empty(length, width))
        self.embed = nn.Linear(tokens, width)
        self.blocks = nn.Sequential(*(Block(width, norm) for _ in range(blocks)))
        self.norm = RootMeanSquareNorm(width) if norm else nn.Identity()
        self.read = nn.Linear(width, tokens)
        with torch.no_grad():
            self.positions.uniform_(-(tokens**-0.5), tokens**-0.5, generator=source)
            for layer in self.modules():
                if isinstance(layer, nn.Linear):
                    bound = layer.in_features**-0.5
                    layer.weight.uniform_(-bound, bound, generator=source)
                    layer.bias.uniform_(-bound, bound, generator=source)

    def forward(self, x: Tensor) -> Tensor:
        """One-hot tokens [n, length, tokens] -> logits [n, tokens, length]."""
        return self.read(self.norm(self.blocks(self.embed(x) + self.positions))).mT
