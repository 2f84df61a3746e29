"""The true radius against closed forms, 50-digit references and the real network."""

import cmath
import math

import mpmath
import pytest
import torch
from descentkernels import DescentError, ModuleObjective, criteria
from descentkernels.radius import complexified, exact_radius, ray_along, true_radius
from kernel_cases import DEVICES, Block, randn
from torch import Tensor, nn


def objective(module: nn.Module, inputs: Tensor, classes: int, device: str = "cpu"):
    labels = torch.arange(len(inputs)) % classes
    return ModuleObjective(
        module, inputs, labels, criteria.cross_entropy, device=device, dtype=torch.float64
    )


def seeded(make, seed: int = 0) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return make().double()


class OneUnit(nn.Module):
    """Logits 0 and c φ(b + x): along b everything is known."""

    def __init__(self, activation: nn.Module, scale: float, b: float) -> None:
        super().__init__()
        self.activation = activation
        self.b = nn.Parameter(torch.tensor([b], dtype=torch.float64))
        self.register_buffer("scale", torch.tensor([0.0, scale]))

    def forward(self, x: Tensor) -> Tensor:
        return self.activation(x + self.b) * self.scale


class WrittenNorm(nn.Module):
    """A root-mean-square norm from elementary operations, with a residual and average pooling."""

    def __init__(self) -> None:
        super().__init__()
        self.convolve = nn.Conv2d(1, 4, 3, padding=1)
        self.head = nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Tensor:
        h = self.convolve(x)
        h = h + h * (h.square().mean(1, keepdim=True) + 1e-2).rsqrt()
        return self.head(nn.functional.avg_pool2d(h, 4).flatten(1))


def dense(activation: nn.Module) -> nn.Module:
    return nn.Sequential(
        nn.Linear(3, 5), activation, nn.LayerNorm(5), nn.Linear(5, 4), activation, nn.Linear(4, 3)
    )


def encoder() -> nn.Module:
    return nn.Sequential(
        nn.TransformerEncoderLayer(
            4, 2, 6, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        ),
        nn.Flatten(),
        nn.Linear(12, 3),
    )


NETWORKS = {
    "tanh": (lambda: dense(nn.Tanh()), (3,)),
    "gelu": (lambda: dense(nn.GELU()), (3,)),
    "gelu_tanh": (lambda: dense(nn.GELU(approximate="tanh")), (3,)),
    "silu": (lambda: dense(nn.SiLU()), (3,)),
    "softplus": (lambda: dense(nn.Softplus()), (3,)),
    "convolution": (WrittenNorm, (1, 4, 4)),
    "attention": (Block, (3, 4)),
    "encoder": (encoder, (3, 4)),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_complex_pass_continues_the_real_network(name):
    """On the real line it is the network, to rounding; and it is analytic: ∮ z dt = 0 on a circle
    (trapezoidal rule with 16 points, which converges geometrically: singularities 20 radii away
    leave 1e-20; a part in conj(t) would leave as much as it moves the logits, about 1e-2)."""
    make, shape = NETWORKS[name]
    module = seeded(make)
    over = objective(module, randn(3, *shape), 3)
    w, v = over.flat(), randn(over.dim, seed=1)
    ray = complexified(over, w, v)
    rows, t = torch.arange(3), torch.tensor([-0.7, 0.2, 1.1], dtype=torch.float64)
    real = torch.stack([over.outputs(w + s * v / v.norm())[i] for i, s in enumerate(t)])
    torch.testing.assert_close(ray.at(rows, t[:, None]).logits[:, 0].real, real)

    angles = torch.arange(16, dtype=torch.float64) * math.pi / 8
    turn = torch.polar(torch.ones_like(angles), angles)
    around = (0.02 + 0.01 * turn).repeat(3)[:, None]
    values = ray.at(rows.repeat_interleave(16), around).logits.view(3, 16, -1)
    assert (values[:, 0] - values[:, 8]).abs().max() > 1e-4  # they do move
    integral = (values * turn[:, None]).mean(1)
    torch.testing.assert_close(integral, torch.zeros_like(integral), rtol=0, atol=1e-12)


def test_complex_pass_against_fifty_digits():
    """Linear, LayerNorm, exact GELU, Linear at a complex point, by mpmath: 1e-12 is rounding."""
    module = seeded(
        lambda: nn.Sequential(nn.Linear(2, 3), nn.LayerNorm(3), nn.GELU(), nn.Linear(3, 2))
    )
    over = objective(module, randn(1, 2), 2)
    w, v = over.flat(), randn(over.dim, seed=1)
    t = 0.4 + 0.9j
    at = torch.tensor([[t]], dtype=torch.complex128)
    found = complexified(over, w, v).at(torch.tensor([0]), at).logits[0, 0]
    with mpmath.workdps(50):
        moved = [mpmath.mpf(a) + mpmath.mpc(t) * mpmath.mpf(b) for a, b in
                 zip(w.tolist(), (v / v.norm()).tolist(), strict=True)]  # fmt: skip
        x = [mpmath.mpf(value) for value in randn(1, 2)[0].tolist()]
        h = [moved[2 * i] * x[0] + moved[2 * i + 1] * x[1] + moved[6 + i] for i in range(3)]
        centre = sum(h) / 3
        scale = mpmath.sqrt(sum((value - centre) ** 2 for value in h) / 3 + mpmath.mpf(1e-5))
        h = [moved[9 + i] * (h[i] - centre) / scale + moved[12 + i] for i in range(3)]
        h = [value * (1 + mpmath.erf(value / mpmath.sqrt(2))) / 2 for value in h]
        z = [sum(moved[15 + 3 * k + i] * h[i] for i in range(3)) + moved[21 + k] for k in range(2)]
        expected = torch.tensor([complex(value) for value in z], dtype=torch.complex128)
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)


def test_square_roots_and_logarithms_are_continued():
    """Along a path from the real line around a branch point, each keeps to its own sheet, where
    the principal branch would jump: (b + t)/√((b + t)² + ε) stays near 1 although Re(b + t) turns
    negative beyond √ε, and softplus goes up by 2πi behind its branch point at iπ."""

    class Scaled(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x * (x.square() + 0.01).rsqrt()

    ends = torch.tensor([0.0, 4.0j, -4.0 + 4.0j], dtype=torch.complex128)  # up, then left
    way = torch.linspace(0, 1, 40, dtype=torch.float64)
    path = torch.cat([ends[0] + way * (ends[1] - ends[0]), ends[1] + way * (ends[2] - ends[1])])
    last = {}
    for layer in (Scaled(), nn.Softplus()):
        over = objective(OneUnit(layer, 1.0, 2.0), torch.zeros(1, 1), 2)
        ray = complexified(over, over.flat(), torch.ones(1, dtype=torch.float64))
        last[type(layer).__name__] = ray.at(torch.tensor([0]), path[None]).logits[0, -1, 1]
    h = complex(2 + path[-1])  # −2 + 4i
    assert abs(last["Scaled"] - (1 + 0.01 / h**2) ** -0.5) < 1e-12
    assert abs(last["Softplus"] - (cmath.log(1 + cmath.exp(h)) + 2j * math.pi)) < 1e-12


@pytest.mark.parametrize("device", DEVICES)
def test_of_linear_logits_is_exact(device):
    """A single layer: z is linear in t, and the two radii are the same number."""
    over = objective(seeded(lambda: nn.Linear(4, 5)), randn(9, 4), 5, device)
    w, v = over.flat(), randn(over.dim, seed=1).to(device)
    found = true_radius(over, w, v, examples=torch.arange(6))
    expected = exact_radius(ray_along(over, w, v)).radius[:6]
    torch.testing.assert_close(found.radius, expected, rtol=1e-12, atol=0)
    assert found.verified.all()
    assert set(found.kinds) == {"ghost"}


@pytest.mark.parametrize("scale", [1.0, 9.0])
def test_ghosts_before_the_poles_of_tanh(scale):
    """F = 1 + e^{c tanh(b + t)} is zero where c tanh(b + t) = iπ: at b + t = i atan(π/c), before
    tanh's pole at iπ/2 whatever c is."""
    inputs = torch.tensor([[0.0], [0.8], [-1.5]], dtype=torch.float64)
    over = objective(OneUnit(nn.Tanh(), scale, 0.4), inputs, 2)
    found = true_radius(over, over.flat(), torch.ones(1, dtype=torch.float64))
    expected = torch.hypot(inputs[:, 0] + 0.4, torch.tensor(math.atan(math.pi / scale)))
    torch.testing.assert_close(found.radius, expected, rtol=1e-7, atol=0)  # c is a float32
    assert found.verified.all()
    assert (found.radius < torch.hypot(inputs[:, 0] + 0.4, torch.tensor(math.pi / 2))).all()


def test_branch_points_of_a_norm():
    """Where the argument is linear in t, LayerNorm is singular at the roots of its variance plus ε,
    a quadratic that three real points determine; with small logits they come before any ghost."""
    module = seeded(lambda: nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.Linear(4, 3)))
    with torch.no_grad():
        module[2].weight.mul_(0.2)
    over = objective(module, randn(4, 3), 3)
    w, v = over.flat(), torch.zeros(over.dim, dtype=torch.float64)
    v[:12] = randn(12, seed=1)
    found = true_radius(over, w, v)

    def variance(t: float) -> Tensor:
        moved = (w + t * v / v.norm())[:12].view(4, 3)
        return (randn(4, 3) @ moved.T + w[12:16]).var(1, unbiased=False) + 1e-5

    left, middle, right = variance(-1.0), variance(0.0), variance(1.0)
    second = (left + right) / 2 - middle  # complex roots: their product is |t|²
    torch.testing.assert_close(found.radius, (middle / second).sqrt(), rtol=1e-8, atol=0)
    assert set(found.kinds) == {"branch point"}
    assert set(found.operations) == {"layer_norm"}
    assert found.verified.all()


def test_radius_of_convergence_of_the_loss():
    """The loss's Taylor coefficients along the ray, from a forward pass and a power series of 40
    digits apart from the package, grow as the nearest singularity says: logarithms at t* and its
    conjugate give c_k = −2 Re(t*^−k)/k, and what is farther by a quarter adds 1.25^−36 = 3e-4."""
    module = seeded(lambda: nn.Sequential(nn.Linear(1, 2), nn.GELU(), nn.Linear(2, 2)), 5)
    over = objective(module, torch.tensor([[0.7]], dtype=torch.float64), 2)
    w, v = over.flat(), randn(over.dim, seed=2)
    found = true_radius(over, w, v)
    t = complex(found.singularity[0])
    with mpmath.workdps(40):
        ways = list(zip(w.tolist(), (v / v.norm()).tolist(), strict=True))

        def partition(s):
            m = [mpmath.mpc(a) + s * b for a, b in ways]
            h = [m[i] * mpmath.mpf("0.7") + m[2 + i] for i in range(2)]
            h = [value * (1 + mpmath.erf(value / mpmath.sqrt(2))) / 2 for value in h]
            z = [m[4 + 2 * k] * h[0] + m[5 + 2 * k] * h[1] + m[8 + k] for k in range(2)]
            return mpmath.exp(z[0]) + mpmath.exp(z[1])

        turns = [mpmath.expjpi(mpmath.mpf(j) / 64) for j in range(128)]
        values = [partition(abs(t) * turn) for turn in turns]
        # in units of |t|: f_k of F by Cauchy's integral, then k f_0 c_k = k f_k − Σ j c_j f_{k−j}
        f = [sum(x / turn**k for x, turn in zip(values, turns, strict=True)) for k in range(42)]
        c = [mpmath.mpf(0)]
        for k in range(1, 42):
            c.append((k * f[k] - sum(j * c[j] * f[k - j] for j in range(1, k))) / (k * f[0]))
        grown = [float(mpmath.re(c[k]) * k) for k in range(36, 42)]
    expected = [-2 * ((t / abs(t)) ** -k).real for k in range(36, 42)]
    assert found.verified.all()
    assert max(abs(a - b) for a, b in zip(grown, expected, strict=True)) < 0.02


def test_positions_are_rows():
    """Outputs [n, K, positions]: each position is a row, as for the linearised ray."""

    class Tokens(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.read = nn.Linear(2, 3)

        def forward(self, x: Tensor) -> Tensor:
            return self.read(x).mT

    inputs, labels = randn(2, 4, 2), torch.zeros(2, 4, dtype=torch.int64)
    over = ModuleObjective(
        seeded(Tokens), inputs, labels, criteria.cross_entropy, device="cpu", dtype=torch.float64
    )
    w, v = over.flat(), randn(9, seed=1)
    expected = exact_radius(ray_along(over, w, v)).radius
    torch.testing.assert_close(true_radius(over, w, v).radius, expected, rtol=1e-12, atol=0)


def test_no_number_where_there_is_none():
    over = objective(seeded(lambda: dense(nn.GELU())), randn(3, 3), 3)
    w, v = over.flat(), randn(over.dim, seed=1)
    still = true_radius(over, w, 0 * v)
    assert still.radius.isinf().all()
    assert set(still.kinds) == {"none"}
    assert true_radius(over, w * torch.nan, v).radius.isnan().all()


@pytest.mark.parametrize("layer", [nn.ReLU(), nn.Hardswish()])
def test_refuses_what_is_not_analytic(layer):
    over = objective(nn.Sequential(nn.Linear(3, 4), layer, nn.Linear(4, 3)), randn(3, 3), 3)
    with pytest.raises(DescentError, match="analytic"):
        true_radius(over, over.flat(), torch.ones(over.dim, dtype=torch.float64))
