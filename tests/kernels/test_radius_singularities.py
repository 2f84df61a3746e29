"""Singularities of layers against polynomial roots, enumeration and the network's own kinks."""

import math

import numpy as np
import pytest
import torch
from descentkernels import ModuleObjective, criteria
from descentkernels.radius import Ray, complexified, exact_radius, layer_singularities
from descentkernels.radius.singularities.gelu_poles import nearest_gelu_pole
from kernel_cases import DEVICES, randn
from torch import Tensor, nn


def objective(module: nn.Module, inputs: Tensor, device: str = "cpu") -> ModuleObjective:
    return ModuleObjective(
        module, inputs, torch.zeros(len(inputs), dtype=torch.int64), criteria.cross_entropy,
        device=device, dtype=torch.float64,
    )  # fmt: skip


def along(over: ModuleObjective, first: int) -> tuple[Tensor, Tensor]:
    """Weights, and a direction in the first tensors alone, so that h + s t is exact."""
    v = torch.zeros(over.dim, dtype=torch.float64)
    v[:first] = randn(first, seed=1)
    return over.flat(), v / v.norm()


def columns(step: complex) -> np.ndarray:
    return step * (2 * np.arange(-6, 6) + 1)


def cubic_columns() -> np.ndarray:
    a = math.sqrt(2 / math.pi)
    return np.concatenate(
        [np.roots([a * 0.044715, 0, a, -1j * math.pi * (k + 0.5)]) for k in range(-40, 40)]
    )


POLES = {
    "tanh": (nn.Tanh(), columns(0.5j * math.pi)),
    "sigmoid": (nn.Sigmoid(), columns(1j * math.pi)),
    "silu": (nn.SiLU(), columns(1j * math.pi)),
    "softplus": (nn.Softplus(beta=2.0), columns(0.5j * math.pi)),
    "gelu": (nn.GELU(approximate="tanh"), cubic_columns()),
}


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", POLES)
def test_activations_by_enumeration(name, device):
    """The nearest of all singularities within reach, listed; to rounding."""
    layer, places = POLES[name]
    module = nn.Sequential(nn.Linear(3, 5), layer, nn.Linear(5, 2)).double()
    over = objective(module, randn(4, 3), device)
    w, v = (each.to(device) for each in along(over, 20))
    (found,) = layer_singularities(over, w, v)
    h = (randn(4, 3) @ w[:15].cpu().view(5, 3).T + w[15:20].cpu()).numpy()
    s = (randn(4, 3) @ v[:15].cpu().view(5, 3).T + v[15:20].cpu()).numpy()
    expected = np.abs((places - h[..., None]) / s[..., None]).min((1, 2))
    np.testing.assert_allclose(found.radius.cpu(), expected, rtol=1e-12)
    assert (found.operation, found.layer, found.units) == (name, "0", 5)
    assert found.nearest == pytest.approx(expected.min())


def test_gelu_by_tanh():
    """The pole nearest the real axis has |Im| = 2.755, by a cubic; and none is nearer than the one
    given for any real h, by all cubics at once."""
    places = cubic_columns()
    assert np.abs(places.imag).min() == pytest.approx(2.755, abs=5e-4)
    h = torch.linspace(-9, 9, 181, dtype=torch.float64)
    found = (nearest_gelu_pole(h) - h).abs().numpy()
    np.testing.assert_allclose(found, np.abs(places - h.numpy()[:, None]).min(1), rtol=1e-12)


def test_exact_gelu_has_none():
    over = objective(nn.Sequential(nn.Linear(3, 5), nn.GELU(), nn.Linear(5, 2)), randn(4, 3))
    assert layer_singularities(over, *along(over, 20)) == ()


class WrittenNorm(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * (x.square().mean(-1, keepdim=True) + 1e-3).rsqrt()


class WrittenVariance(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x / (x.var(-1, keepdim=True, unbiased=False) + 1e-3).sqrt()


NORMS = {
    "layer_norm": (nn.LayerNorm(4, eps=1e-3), True),
    "rms_norm": (nn.RMSNorm(4, eps=1e-3), False),
    "group_norm": (nn.GroupNorm(1, 4, eps=1e-3), True),
    "rsqrt": (WrittenNorm(), False),
    "sqrt": (WrittenVariance(), True),
}


@pytest.mark.parametrize("name", NORMS)
def test_norms_by_their_polynomial(name):
    """Roots of the quadratic through the variance at three real points."""
    layer, centred = NORMS[name]
    over = objective(nn.Sequential(nn.Linear(3, 4), layer, nn.Linear(4, 2)), randn(3, 3))
    w, v = along(over, 16)
    found = layer_singularities(over, w, v)[0]

    def spread(t: float) -> np.ndarray:
        moved = w + t * v
        h = randn(3, 3) @ moved[:12].view(4, 3).T + moved[12:16]
        h = h - h.mean(1, keepdim=True) if centred else h
        return h.square().mean(1).numpy() + 1e-3

    values = np.stack([spread(t) for t in (-1.0, 0.0, 1.0)])
    expected = [np.abs(np.roots(np.polyfit([-1, 0, 1], column, 2))).min() for column in values.T]
    np.testing.assert_allclose(found.radius, expected, rtol=1e-9)
    assert (found.operation, found.kind) == (name, "branch point")


@pytest.mark.parametrize(
    "layer", [nn.ReLU(), nn.LeakyReLU(), nn.Hardtanh(), nn.MaxPool2d(2), nn.MaxPool2d(3, 2, 1)]
)
def test_kinks_where_the_slope_jumps(layer):
    """Within the radius each example's outputs are a polynomial of degree 2 in t, weights before
    and after the kink moving alike; across it they are not."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), layer, nn.Flatten(), nn.LazyLinear(2)).double()
    module(randn(3, 1, 6, 6))
    over = objective(module, randn(3, 1, 6, 6))
    w, v = over.flat(), randn(over.dim, seed=1)
    v /= v.norm()
    (found,) = layer_singularities(over, w, v)
    assert found.kind == "kink"

    def third_difference(t: float) -> Tensor:
        ends = (-3.0, -1.0, 1.0, 3.0)
        a, b, c, d = (over.outputs(w + t * end / 3 * v) for end in ends)
        return (d - 3 * c + 3 * b - a).abs().amax(1)

    for i, radius in enumerate(found.radius.tolist()):
        assert third_difference(radius * 0.999)[i] < 1e-13
        assert third_difference(radius * 1.05)[i] > 1e-13


def test_attention_is_a_softmax_of_its_own():
    """torch's fused attention and its multi-head layer have the ghosts of their scores; for a
    query that stays and keys that move, scores are linear in t and the exact radius is theirs."""

    class Attention(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.key, self.head = nn.Linear(4, 4), nn.Linear(4, 2)

        def forward(self, x: Tensor) -> Tensor:
            mixed = nn.functional.scaled_dot_product_attention(x, self.key(x), x)
            return self.head(mixed.mean(1))

    over = objective(Attention(), randn(3, 5, 4))
    w, v = along(over, 20)
    (found,) = layer_singularities(over, w, v)
    x = randn(3, 5, 4)
    scores, slopes = (
        x @ (x @ each[:16].view(4, 4).T + each[16:20]).mT / 2 for each in (w, v)
    )  # fmt: skip
    expected = exact_radius(Ray(scores.flatten(0, 1), slopes.flatten(0, 1))).radius
    torch.testing.assert_close(found.radius, expected.view(3, 5).amin(1), rtol=1e-9, atol=0)
    assert (found.operation, found.kind) == ("softmax", "attention ghost")


def test_meets_what_the_complex_pass_meets():
    """In torch's own encoder layer: the same operations, as often, with as many units."""
    layer = nn.TransformerEncoderLayer(4, 2, 6, dropout=0.0, batch_first=True, activation="gelu")
    over = objective(nn.Sequential(layer, nn.Flatten(), nn.Linear(12, 2)), randn(2, 3, 4))
    w, v = over.flat(), randn(over.dim, seed=1)
    found = layer_singularities(over, w, v)
    origin = torch.zeros(2, 1, dtype=torch.complex128)
    factors = complexified(over, w, v).at(torch.arange(2), origin, factors=True).factors
    met = [(each.operation, each.units) for each in found]
    assert met == [(key[0], factor.shape[2]) for key, factor in factors.items()]
    assert [each.layer for each in found] == ["0.self_attn", "0.norm1", "0.norm2"]


def test_quantiles():
    over = objective(nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2)), randn(9, 3))
    (found,) = layer_singularities(over, *along(over, 20))
    ends = found.quantiles(torch.tensor([0.0, 1.0]))
    torch.testing.assert_close(ends, torch.stack([found.radius.min(), found.radius.max()]))
