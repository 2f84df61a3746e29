"""Which updates converge on a bilinear game, and the flow that each follows."""

import math

import pytest
import torch
from descentkernels import DescentError
from descentkernels.flows import drift, games
from hypothesis import given
from hypothesis import strategies as st
from kernel_cases import randn
from torch import Tensor

METHODS = [games.Simultaneous(), games.Alternating(), games.Extragradient(), games.Optimistic()]
each_method = pytest.mark.parametrize("method", METHODS, ids=lambda m: type(m).__name__)


def bilinear(c: float = 1.0) -> games.Game:
    """min over x, max over y of c·xy."""
    return games.Game.of_losses(lambda x, y: c * (x * y).sum(), lambda x, y: -c * (x * y).sum(), 1)


def curved() -> games.Game:
    """Two losses that are no one's negative, with 2 + 1 weights."""

    def first(x: Tensor, y: Tensor) -> Tensor:
        return (x[0] * y[0]).sin() + 0.3 * x[1] ** 4 + x[0] * x[1]

    def second(x: Tensor, y: Tensor) -> Tensor:
        return -(x[0] ** 2) * y[0] + 0.5 * y[0] ** 2 + (x[1] * y[0]).cos()

    return games.Game.of_losses(first, second, 2)


def closed_form(method: games.Method, a: complex) -> list[complex]:
    """Multipliers on dz/dt = az, for methods that treat both players alike."""
    if isinstance(method, games.Simultaneous):
        return [1 + a]
    if isinstance(method, games.Extragradient):
        return [1 + a + a * a]
    root = ((1 + 2 * a) ** 2 - 4 * a) ** 0.5
    return [(1 + 2 * a + root) / 2, (1 + 2 * a - root) / 2]


@given(st.floats(0.05, 1.5))
def test_radius_on_a_bilinear_game_in_closed_form(x: float) -> None:
    matrix = bilinear().jacobian(torch.zeros(2, dtype=torch.float64))
    for method in METHODS:
        radius = method.spectral_radius(matrix, 1, x)
        if isinstance(method, games.Alternating):
            assert radius == pytest.approx(1.0, abs=1e-7)  # det 1, |trace| < 2
        else:
            expected = max(abs(m) for m in closed_form(method, 1j * x))
            assert radius == pytest.approx(expected, rel=1e-7)  # a double root at 1/2


def test_where_each_begins_to_diverge() -> None:
    matrix = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)
    edges = [(METHODS[2], 1.0), (METHODS[3], 1 / math.sqrt(3))]
    for method, edge in edges:
        assert method.spectral_radius(matrix, 1, 0.999 * edge) < 1
        assert method.spectral_radius(matrix, 1, 1.001 * edge) > 1
    assert METHODS[1].spectral_radius(matrix, 1, 2.001) > 1.01
    assert METHODS[0].spectral_radius(matrix, 1, 0.1) == pytest.approx(math.sqrt(1.01))


@each_method
def test_orbits_grow_as_the_radius_says(method: games.Method) -> None:
    lr, start = 0.3, torch.tensor([1.0, 0.5], dtype=torch.float64)
    orbit = games.play(method, bilinear(), start, lr, 400)
    norms = orbit.norm(dim=1).log()
    radius = method.spectral_radius(bilinear().jacobian(start), 1, lr)
    # ellipses of the alternating orbit: a bounded wobble, spread over 200 steps
    assert ((norms[400] - norms[200]) / 200).item() == pytest.approx(math.log(radius), abs=3e-3)


@each_method
def test_the_step_matrix_is_the_step_on_a_linear_field(method: games.Method) -> None:
    matrix, z, last = randn(3, 3), randn(3, seed=1), randn(3, seed=2)
    game = games.Game(lambda z: matrix @ z, 2)
    moved = method.step(game, z, last, 0.2)
    whole = method.step_matrix(matrix, 2, 0.2)
    state = z if len(whole) == 3 else torch.cat([z, last])
    torch.testing.assert_close((whole @ state)[:3], moved)


@each_method
def test_the_drift_makes_the_flow_one_order_nearer(method: games.Method) -> None:
    game, z = curved(), 0.5 * randn(3, seed=4)
    rates, plain, modified = [0.1, 0.05, 0.025], [], []
    for lr in rates:
        # a memory on the slow orbit, as after many steps: one update back
        last = drift.integrate(
            lambda z, lr=lr: -games.modified_velocity(method, game, z, lr), z, tol=1e-8
        ).w
        step = method.step(game, z, last, lr)
        flow = drift.integrate(lambda z, lr=lr: lr * game.field(z), z, tol=1e-8).w
        drifted = drift.integrate(
            lambda z, lr=lr: games.modified_velocity(method, game, z, lr), z, tol=1e-8
        ).w
        plain.append((flow - step).norm().log().item())
        modified.append((drifted - step).norm().log().item())
    steps = torch.tensor(rates).log().diff()
    assert (torch.tensor(plain).diff() / steps).tolist() == pytest.approx([2, 2], abs=0.25)
    assert (torch.tensor(modified).diff() / steps).tolist() == pytest.approx([3, 3], abs=0.4)


def test_products_with_the_jacobian() -> None:
    game, z, u = curved(), randn(3), randn(3, seed=1)
    h = 1e-5
    differences = (game.field(z + h * u) - game.field(z - h * u)) / (2 * h)
    torch.testing.assert_close(game.jvp(z, u), differences, rtol=1e-7, atol=1e-8)
    given_jacobian = games.Game(game.field, 2, jacobian=game.jacobian)
    torch.testing.assert_close(given_jacobian.jvp(z, u), game.jvp(z, u))


def test_a_field_of_another_shape_is_refused() -> None:
    with pytest.raises(DescentError, match="expected z and V"):
        games.Game(lambda z: z[:1], 1).field(randn(2))
    with pytest.raises(DescentError, match="first player"):
        games.Game(lambda z: z, 0)
