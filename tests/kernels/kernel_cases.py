"""Small networks, matrices and independent references for the tests of the kernels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from descentkernels import ModuleObjective, criteria
from torch import Tensor, nn
from torch.func import functional_call

CUDA = pytest.param(
    "cuda",
    marks=[
        pytest.mark.gpu,
        pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here"),
    ],
)
DEVICES = ["cpu", CUDA]


class Block(nn.Module):
    """An embedding, LayerNorm, one head of attention and GELU over 3 tokens of width 4."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Linear(4, 4)
        self.norm = nn.LayerNorm(4)  # behind weights: only then its third derivative matters
        self.project = nn.Linear(4, 12)
        self.head = nn.Linear(4, 3)

    def forward(self, tokens: Tensor) -> Tensor:
        # [n, 1 head, 3, 4]: with four dimensions torch takes the fused kernel where it may
        tokens = self.embed(tokens)
        q, k, v = self.project(self.norm(tokens))[:, None].chunk(3, -1)
        mixed = nn.functional.scaled_dot_product_attention(q, k, v)[:, 0]
        return self.head(nn.functional.gelu(tokens + mixed).mean(1))


def tanh_mlp() -> nn.Module:
    return nn.Sequential(nn.Linear(5, 6), nn.Tanh(), nn.Linear(6, 4), nn.Tanh(), nn.Linear(4, 3))


def small_cnn() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 3, 3), nn.GELU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(12, 3)
    )


@dataclass(frozen=True)
class Case:
    """One network with data, the objective under test and the same loss written apart from it."""

    module: nn.Module
    inputs: Tensor
    targets: Tensor
    criterion: Callable[[Tensor, Tensor], Tensor]

    def objective(
        self, *, device: str = "cpu", dtype: torch.dtype = torch.float64, budget: int = 1 << 30
    ) -> ModuleObjective:
        return ModuleObjective(
            self.module,
            self.inputs,
            self.targets,
            self.criterion,
            device=device,
            dtype=dtype,
            memory_budget_bytes=budget,
        )

    def loss(self, w: Tensor) -> Tensor:
        """The mean loss at a float64 w, with nothing from the package but the criterion."""
        named, start = {}, 0
        for name, parameter in self.module.named_parameters():
            named[name] = w[start : start + parameter.numel()].view(parameter.shape)
            start += parameter.numel()
        with nn.attention.sdpa_kernel(nn.attention.SDPBackend.MATH):
            outputs = functional_call(self.module, named, (self.inputs,))
        return self.criterion(outputs, self.targets)

    def hessian(self, w: Tensor) -> Tensor:
        """Dense, float64, by autograd's own double backward."""
        return torch.autograd.functional.hessian(self.loss, w)


def make_case(name: str) -> Case:
    """The network `name` on 7 seeded examples."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        if name == "tanh_mlp":
            module, inputs, criterion = tanh_mlp(), torch.randn(7, 5), criteria.mean_squared_error
        elif name == "cnn":
            module, inputs, criterion = small_cnn(), torch.randn(7, 1, 6, 6), criteria.cross_entropy
        else:
            module, inputs, criterion = Block(), torch.randn(7, 3, 4), criteria.cross_entropy
        return Case(module.double(), inputs.double(), torch.arange(7) % 3, criterion)


CASES = ["tanh_mlp", "cnn", "layernorm_attention"]


def generator(seed: int = 0, device: str = "cpu") -> torch.Generator:
    return torch.Generator(device).manual_seed(seed)


def randn(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(*shape, generator=generator(seed), dtype=dtype)


def symmetric(eigenvalues: list[float], seed: int = 0) -> Tensor:
    """A float64 matrix with these eigenvalues in random directions."""
    size = len(eigenvalues)
    q, _ = torch.linalg.qr(randn(size, size, seed=seed))
    return (q * torch.tensor(eigenvalues, dtype=torch.float64)) @ q.T
