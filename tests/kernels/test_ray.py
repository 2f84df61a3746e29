"""The ray along a step, against central differences and the reverse-mode Jacobian."""

import math

import pytest
import torch
from descentkernels import DescentError, FunctionObjective, ModuleObjective, criteria
from descentkernels.curvature import jacobian
from descentkernels.radius import ray_along, spread_radius
from kernel_cases import DEVICES, make_case, randn
from network_cases import NETWORKS, example
from torch import nn

# h² of a third derivative, and rounding over h
STEP, MISS = 1e-6, 1e-8


def differences(objective, w, v):
    return (objective.outputs(w + STEP * v) - objective.outputs(w - STEP * v)) / (2 * STEP)


def objective_of(module, *, inputs=None, targets=None, dtype=torch.float64, device="cpu"):
    inputs = randn(6, 5) if inputs is None else inputs
    targets = torch.arange(len(inputs)) % 3 if targets is None else targets
    return ModuleObjective(
        module, inputs, targets, criteria.cross_entropy, device=device, dtype=dtype
    )


@pytest.mark.parametrize("name", NETWORKS)
def test_slopes_of_any_network(name: str) -> None:
    case = example(name)
    objective = case.objective()
    w, v = objective.flat(), randn(objective.dim)
    ray = ray_along(objective, w, v)
    v = v / v.norm()
    torch.testing.assert_close(ray.logits, objective.outputs(w))
    torch.testing.assert_close(ray.slopes, differences(objective, w, v), rtol=0, atol=MISS)
    # torch's backward pass holds an embedding's padding still, which does move the outputs
    moved = v * case.moves(w)
    ray = ray_along(objective, w, moved)
    slopes = jacobian(objective, w).jvp(moved[None])[0] / moved.norm()
    torch.testing.assert_close(ray.slopes, slopes, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("device", DEVICES)
def test_slopes_in_chunks(device: str) -> None:
    for name in ("tanh_mlp", "cnn", "layernorm_attention"):
        case = make_case(name)
        whole, parts = case.objective(device=device), case.objective(device=device, budget=1)
        assert len(parts.chunks) > 1
        w = whole.flat()
        v = randn(whole.dim).to(w)
        torch.testing.assert_close(
            ray_along(parts, w, v).slopes,
            differences(whole, w, v / v.norm()).to(w),
            rtol=0,
            atol=MISS,
        )
        assert ray_along(whole, w, v).labels.tolist() == case.targets.tolist()


def test_slopes_of_dense_networks_with_every_kind_of_layer() -> None:
    functions = [nn.Tanh(), nn.ReLU(), nn.GELU(), nn.GELU("tanh"), nn.SiLU(), nn.LeakyReLU()]
    for function in [*functions, nn.Sequential(nn.Softplus(), nn.ELU(inplace=True)), nn.Identity()]:
        module = nn.Sequential(
            nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 4), function, nn.Linear(4, 3, bias=False)
        )
        module[0].requires_grad_(False)
        module[2].weight.requires_grad_(False)  # its bias moves alone
        objective = objective_of(module)
        assert objective.dense is not None
        w, v = objective.flat(), randn(objective.dim)
        expected = differences(objective, w, v / v.norm())
        torch.testing.assert_close(ray_along(objective, w, v).slopes, expected, rtol=0, atol=MISS)


class Cube(torch.autograd.Function):
    """x³ with a backward pass and no forward mode."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, cotangent):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * cotangent


class Cubes(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(5, 3)

    def forward(self, x):
        return Cube.apply(self.linear(x))


def test_a_network_without_a_forward_mode() -> None:
    objective = objective_of(Cubes())
    w, v = objective.flat(), randn(objective.dim)
    expected = differences(objective, w, v / v.norm())
    torch.testing.assert_close(ray_along(objective, w, v).slopes, expected, rtol=0, atol=MISS)


def test_each_position_of_a_sequence_is_a_row() -> None:
    # outputs [n, classes, positions], as torch's cross-entropy takes them
    module = nn.Conv1d(2, 3, 2)
    targets = torch.randint(0, 3, (4, 5), generator=torch.Generator().manual_seed(0))
    hot = nn.functional.one_hot(targets, 3).double().mT
    for given in (targets, hot):
        objective = objective_of(module, inputs=randn(4, 2, 6), targets=given)
        w, v = objective.flat(), randn(objective.dim)
        ray = ray_along(objective, w, v)
        slopes = differences(objective, w, v / v.norm())
        assert ray.labels.tolist() == targets.flatten().tolist()
        for row, (example_, position) in ((0, (0, 0)), (7, (1, 2)), (19, (3, 4))):
            expected = slopes[example_, :, position]
            torch.testing.assert_close(ray.slopes[row], expected, rtol=0, atol=MISS)


def test_labels() -> None:
    soft = torch.softmax(randn(6, 3), 1)
    objective = objective_of(nn.Linear(5, 3), targets=soft)
    w, v = objective.flat(), randn(18)
    assert ray_along(objective, w, v).labels is None
    assert ray_along(objective, w, v, labels=torch.ones(6)).labels.tolist() == [1] * 6


def test_only_the_way_of_the_direction_counts() -> None:
    objective = objective_of(nn.Linear(5, 3), dtype=torch.float32)
    w, v = objective.flat(), randn(18).float()
    slopes = ray_along(objective, w, v).slopes
    for scale in (1e-30, 1e30):  # whose squares are not in float32
        found = ray_along(objective, w, scale * v).slopes
        torch.testing.assert_close(found, slopes, rtol=1e-5, atol=1e-6)
    nowhere = ray_along(objective, w, 0 * v)
    assert spread_radius(nowhere).tolist() == [math.inf] * 6
    for lost in (math.nan, math.inf):
        assert ray_along(objective, w, v + lost).slopes.isnan().all()
        assert spread_radius(ray_along(objective, w + lost, v)).isnan().all()


def test_what_has_no_logits() -> None:
    function = FunctionObjective(lambda w: w.square().sum(), 3, "cpu", torch.float64)
    with pytest.raises(DescentError, match="of a network"):
        ray_along(function, torch.ones(3).double(), torch.ones(3).double())
    flat = ModuleObjective(
        nn.Sequential(nn.Linear(5, 1), nn.Flatten(0)),
        randn(6, 5),
        randn(6),
        criteria.mean_squared_error,
        device="cpu",
        dtype=torch.float64,
    )
    with pytest.raises(DescentError, match=r"\(0, z\)"):
        ray_along(flat, flat.flat(), flat.flat())
    objective = objective_of(nn.Linear(5, 3))
    with pytest.raises(DescentError, match="expected weights"):
        ray_along(objective, objective.flat(), torch.ones(4).double())
