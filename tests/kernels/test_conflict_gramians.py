"""Gramians of per-example gradients against the table of gradients, and what each network takes."""

from __future__ import annotations

import pytest
import torch
from descentkernels import ModuleObjective, conflict, criteria
from descentkernels.conflict.gramians import gathering
from descentkernels.conflict.gramians.outer import OuterProducts
from descentkernels.curvature import per_example_gradients
from kernel_cases import DEVICES, make_case, randn
from torch import Tensor, nn
from torch.nn import functional

COUNT = 6


class Tied(nn.Module):
    """An embedding whose weights also read the answer off, behind a layer used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(5, 4, padding_idx=0)
        self.mix = nn.Linear(4, 4)
        self.out = nn.Linear(4, 5, bias=False)
        self.out.weight = self.embed.weight

    def forward(self, tokens: Tensor) -> Tensor:
        hidden = self.embed(tokens).mean(1)
        return self.out(torch.tanh(self.mix(torch.tanh(self.mix(hidden)))))


class TimeFirst(nn.Module):
    """[n, T, d] turned to [T, n, d], as recurrent networks like it: not along the examples."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(3, 4)

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(self.inner(x.transpose(0, 1))).mean(0)


class HandWritten(nn.Module):
    """A linear layer that is also used behind the layer's back, and a parameter of no layer."""

    def __init__(self, behind: bool) -> None:
        super().__init__()
        self.layer, self.scale = nn.Linear(4, 4), nn.Parameter(torch.rand(4))
        self.behind = behind

    def forward(self, x: Tensor) -> Tensor:
        y = torch.tanh(self.layer(x)) * self.scale
        return functional.linear(y, self.layer.weight) if self.behind else y


def convolutions() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(2, 4, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(inplace=True),
        nn.Conv2d(4, 4, 3, padding="same", dilation=2, groups=2, padding_mode="circular"),
        nn.GroupNorm(2, 4),
        nn.Tanh(),
        nn.Conv2d(4, 6, 1),
        nn.Flatten(2),
        nn.Conv1d(6, 5, 3, padding=1),
        nn.Flatten(),
        nn.LazyLinear(3),
    )


def transformer() -> nn.Module:
    encoder = nn.TransformerEncoderLayer(4, 2, 6, dropout=0.0, batch_first=True)
    return nn.Sequential(nn.Embedding(5, 4), encoder, nn.Flatten(), nn.Linear(12, 3))


def pixels(*shape: int) -> Tensor:
    return torch.randn(COUNT, *shape)


def tokens() -> Tensor:
    return torch.randint(0, 5, (COUNT, 3))


# network, inputs, classes, whether the closed forms must hold
NETWORKS = {
    "convolutions": (convolutions, lambda: pixels(2, 7, 7), 3, True),
    "transformer": (transformer, tokens, 3, True),
    "tied weights": (Tied, tokens, 5, True),
    "places": (lambda: nn.Sequential(nn.Linear(40, 30), nn.Flatten(), nn.Linear(60, 3)),
               lambda: pixels(2, 40), 3, True),
    "time first": (TimeFirst, lambda: pixels(5, 3), 4, False),
    "a parameter of no layer": (lambda: HandWritten(False), lambda: pixels(4), 4, True),
    "behind the layer's back": (lambda: HandWritten(True), lambda: pixels(4), 4, False),
}  # fmt: skip


def objective_of(
    name: str, criterion=criteria.cross_entropy, dtype=torch.float64, device="cpu", budget=1 << 30
) -> ModuleObjective:
    make, inputs, classes, _ = NETWORKS[name]
    with torch.random.fork_rng():
        torch.manual_seed(1)
        module, x = make().train(False), inputs()
        with torch.no_grad():
            module(x)  # lazy layers take their size
        for part in module.modules():
            if isinstance(part, nn.BatchNorm2d):
                part.running_mean.normal_()
                part.running_var.uniform_(0.5, 2)
    return ModuleObjective(
        module,
        x,
        torch.arange(COUNT) % classes,
        criterion,
        device=device,
        dtype=dtype,
        memory_budget_bytes=budget,
    )


def assert_right(objective: ModuleObjective, w: Tensor, relative: float) -> None:
    """Against the table; layers' parts add up; norms are the diagonal's roots."""
    rows = per_example_gradients(objective, w).double()
    expected = rows @ rows.T
    atol = relative * float(expected.diagonal().max())
    found = conflict.example_gramian(objective, w)
    assert found.dtype == torch.float64
    assert torch.equal(found, found.T)
    torch.testing.assert_close(found, expected, rtol=0, atol=atol)
    norms = conflict.example_norms(objective, w)
    torch.testing.assert_close(norms.square(), expected.diagonal(), rtol=0, atol=atol)
    parts = conflict.layer_gramians(objective, w)
    torch.testing.assert_close(sum(parts.values()), expected, rtol=0, atol=atol)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_is_right(name: str) -> None:
    """float64: sums of at most a few thousand rounded products, so 1e-11 of the largest."""
    objective = objective_of(name)
    assert_right(objective, objective.flat(), 1e-11)
    assert gathering._TRUSTED[objective.module] is NETWORKS[name][3]


@pytest.mark.parametrize("device", DEVICES)
def test_float32_mse_and_chunks(device: str) -> None:
    """float32 passes differ by rounding from one another: 1e-5 of the largest."""
    for name in ("convolutions", "places"):
        objective = objective_of(name, criteria.mean_squared_error, torch.float32, device)
        assert_right(objective, objective.flat(), 1e-5)
    chunked = objective_of("transformer", budget=1)
    assert len(chunked.chunks) > 1
    assert_right(chunked, chunked.flat(), 1e-11)


def test_layers_apart() -> None:
    objective = make_case("tanh_mlp").objective()
    w = objective.flat()
    rows = per_example_gradients(objective, w)
    parts = conflict.layer_gramians(objective, w)
    assert list(parts) == ["0", "2", "4"]
    first = rows[:, : 5 * 6 + 6]
    torch.testing.assert_close(parts["0"], first @ first.T, rtol=1e-11, atol=1e-12)


def test_many_places_and_examples_go_by_tiles() -> None:
    """More examples than one tile holds, and both ways of a layer with several places."""
    for places, a, b in ((1, 3, 4), (1, 40, 40), (7, 3, 4), (2, 60, 60)):
        x, delta = randn(300, places, a), randn(300, places, b, seed=1)
        rows = torch.einsum("nta,ntb->nba", x, delta).flatten(1)
        piece = OuterProducts(x, delta)
        found = gathering.gramian_of([piece], x, 300)
        torch.testing.assert_close(found, rows @ rows.T, rtol=1e-10, atol=1e-9)
        torch.testing.assert_close(piece.square_norms(), rows.square().sum(1))
        torch.testing.assert_close(torch.cat(list(piece.blocks()), 1), rows)


def test_non_finite_weights_give_nan() -> None:
    objective = make_case("tanh_mlp").objective()
    w = objective.flat() * float("nan")
    assert conflict.example_gramian(objective, w).isnan().all()
    assert conflict.example_norms(objective, w).isnan().all()
