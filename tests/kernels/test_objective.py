"""Derivatives of objectives against dense autograd and against float64 finite differences."""

import pytest
import torch
from descentkernels import DescentError, FunctionObjective, ModuleObjective, criteria
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_cases import CASES, DEVICES, generator, make_case, randn, tanh_mlp
from torch import nn


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", CASES)
def test_value_gradient_and_hvp_agree_with_dense_autograd(name: str, device: str) -> None:
    case = make_case(name)
    objective = case.objective(device=device)
    w = objective.flat()
    vectors = randn(3, objective.dim).to(device)
    linear = objective.linearize(w)
    dense = case.hessian(w.cpu()).to(device)
    gradient = torch.func.grad(case.loss)(w.cpu()).to(device)
    # float64, sums in another order: 1e-10 leaves four digits of room
    torch.testing.assert_close(objective.value(w).cpu(), case.loss(w.cpu()), rtol=1e-12, atol=0)
    torch.testing.assert_close(linear.value, objective.value(w), rtol=1e-12, atol=0)
    torch.testing.assert_close(objective.gradient(w), gradient, rtol=1e-10, atol=1e-12)
    torch.testing.assert_close(linear.gradient, gradient, rtol=1e-10, atol=1e-12)
    torch.testing.assert_close(linear.hvp(vectors), vectors @ dense, rtol=1e-9, atol=1e-11)
    torch.testing.assert_close(
        objective.hvp(w, vectors[0]), dense @ vectors[0], rtol=1e-9, atol=1e-11
    )


@pytest.mark.parametrize("name", CASES)
def test_gradient_and_hvp_agree_with_finite_differences(name: str) -> None:
    objective = make_case(name).objective()
    w, h = objective.flat(), 1e-5
    for seed in range(3):
        d = randn(objective.dim, seed=seed)
        slope = (objective.value(w + h * d) - objective.value(w - h * d)) / (2 * h)
        curve = (objective.gradient(w + h * d) - objective.gradient(w - h * d)) / (2 * h)
        # truncation h² and rounding 1e-16/h are both near 1e-10 of derivatives of order one to ten
        torch.testing.assert_close(objective.gradient(w) @ d, slope, rtol=1e-6, atol=1e-8)
        torch.testing.assert_close(objective.hvp(w, d), curve, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", CASES)
def test_third_derivative_agrees_with_differences_of_the_dense_hessian(name: str) -> None:
    case = make_case(name)
    objective = case.objective()
    w, h = objective.flat(), 1e-4
    u, v = randn(objective.dim, seed=1), randn(objective.dim, seed=2)
    third = objective.third(w, u, v)
    for seed in (3, 4):
        d = randn(objective.dim, seed=seed)
        d = d / d.norm()
        difference = (case.hessian(w + h * d) - case.hessian(w - h * d)) / (2 * h)
        # scale: |u||v| is about 60, so an absolute 1e-5 is 1e-7 of the largest possible entry;
        # autograd's third derivative through fused LayerNorm misses by 8 to 30 %
        torch.testing.assert_close(third @ d, u @ difference @ v, rtol=1e-5, atol=1e-5)


def test_third_derivative_of_layer_norm_is_right_in_float32_too() -> None:
    case = make_case("layernorm_attention")
    exact = case.objective()
    w = exact.flat()
    u, v = randn(exact.dim, seed=1), randn(exact.dim, seed=2)
    single = case.objective(dtype=torch.float32)
    found = single.third(w.float(), u.float(), v.float())
    assert found.dtype == torch.float32
    expected = exact.third(w, u, v)
    # inputs rounded to float32 (1e-7) enter a difference taken in float64
    assert (found.double() - expected).norm() < 1e-4 * expected.norm()


@pytest.mark.parametrize("name", CASES)
def test_float32_follows_float64(name: str) -> None:
    case = make_case(name)
    exact, single = case.objective(), case.objective(dtype=torch.float32)
    w, v = exact.flat(), randn(exact.dim, seed=1)
    near = single.linearize(w.float())
    assert near.gradient.dtype == torch.float32
    far = exact.linearize(w)
    # rounding of 1e-7 over a few hundred terms
    assert (near.gradient - far.gradient).norm() < 1e-5 * far.gradient.norm()
    assert (near.hvp(v.float()) - far.hvp(v)).norm() < 1e-4 * far.hvp(v).norm()


@pytest.mark.parametrize("name", CASES)
def test_chunks_give_what_one_chunk_gives(name: str) -> None:
    case = make_case(name)
    whole, w = case.objective(), case.objective().flat()
    v, u = randn(2, whole.dim, seed=1), randn(whole.dim, seed=2)
    sizes = set()
    each = whole._chunking.bytes / 7
    # room for 3 examples a chunk with none, some or most graphs kept; 7 = 3 + 3 + 1
    for budget in (1, int(each * 3.2), int(each * 6.5)):
        cut = case.objective(budget=budget)
        sizes.add(tuple(b - a for a, b in cut.chunks))
        assert len(cut.chunks) > 1
        assert sum(b - a for a, b in cut.chunks) == 7
        for method in ("value", "gradient", "outputs"):
            torch.testing.assert_close(
                getattr(cut, method)(w), getattr(whole, method)(w), rtol=1e-11, atol=1e-13
            )
        torch.testing.assert_close(
            cut.linearize(w).hvp(v), whole.linearize(w).hvp(v), rtol=1e-10, atol=1e-12
        )
        torch.testing.assert_close(
            cut.third(w, u, v[0]), whole.third(w, u, v[0]), rtol=1e-4, atol=1e-7
        )  # LayerNorm: two finite differences
        torch.testing.assert_close(cut.values(w[None]), whole.values(w[None]))


def test_an_unequal_last_chunk_counts_for_its_share() -> None:
    case = make_case("tanh_mlp")
    many = ModuleObjective(
        case.module,
        case.inputs.repeat(15, 1)[:101],
        case.targets.repeat(15)[:101],
        case.criterion,
        device="cpu",
        dtype=torch.float64,
        memory_budget_bytes=20_000,
    )
    sizes = [b - a for a, b in many.chunks]
    assert len(set(sizes)) == 2, sizes
    one = ModuleObjective(
        case.module,
        case.inputs.repeat(15, 1)[:101],
        case.targets.repeat(15)[:101],
        case.criterion,
        device="cpu",
        dtype=torch.float64,
    )
    assert len(one.chunks) == 1
    w = one.flat()
    v = randn(2, one.dim)
    torch.testing.assert_close(many.value(w), one.value(w), rtol=1e-12, atol=0)
    torch.testing.assert_close(many.gradient(w), one.gradient(w), rtol=1e-10, atol=1e-13)
    torch.testing.assert_close(many.hvp(w, v), one.hvp(w, v), rtol=1e-10, atol=1e-12)
    torch.testing.assert_close(many.values(w[None]), one.values(w[None]), rtol=1e-12, atol=0)


@pytest.mark.parametrize("name", CASES)
def test_values_are_value_of_each_row(name: str) -> None:
    objective = make_case(name).objective()
    weights = objective.flat() + 0.3 * randn(5, objective.dim)
    expected = torch.stack([objective.value(w) for w in weights])
    torch.testing.assert_close(objective.values(weights), expected, rtol=1e-12, atol=0)
    assert objective.values(weights[:0]).shape == (0,)


def test_values_run_nested_sequentials_frozen_layers_and_sequences_together() -> None:
    frozen = nn.Linear(6, 6, bias=False).requires_grad_(False)
    module = nn.Sequential(
        nn.Sequential(nn.Linear(5, 6), nn.ReLU()), frozen, nn.Flatten(), nn.Linear(12, 3)
    )
    objective = ModuleObjective(
        module,
        randn(9, 2, 5),
        torch.arange(9) % 3,
        criteria.cross_entropy,
        device="cpu",
        dtype=torch.float64,
    )
    assert objective._stackable
    assert objective.dim == 36 + 39
    weights = randn(4, objective.dim)
    expected = torch.stack([objective.value(w) for w in weights])
    torch.testing.assert_close(objective.values(weights), expected, rtol=1e-12, atol=0)


def test_a_criterion_that_branches_on_values_is_evaluated_row_by_row() -> None:
    def branching(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        loss = criteria.cross_entropy(outputs, targets)
        return loss * 2 if loss.item() > 1 else loss

    case = make_case("tanh_mlp")
    objective = ModuleObjective(
        case.module, case.inputs, case.targets, branching, device="cpu", dtype=torch.float64
    )
    weights = 2 * randn(5, objective.dim)
    expected = torch.stack([objective.value(w) for w in weights])
    torch.testing.assert_close(objective.values(weights), expected)


@given(a=st.floats(-3, 3), b=st.floats(-3, 3), seed=st.integers(0, 50))
@settings(max_examples=25, deadline=None)
def test_hvp_is_linear_and_symmetric(a: float, b: float, seed: int) -> None:
    objective = make_case("tanh_mlp").objective()
    linear = objective.linearize(objective.flat() + 0.2 * randn(objective.dim, seed=seed))
    u, v = randn(2, objective.dim, seed=seed + 100)
    hu, hv = linear.hvp(u), linear.hvp(v)
    torch.testing.assert_close(linear.hvp(a * u + b * v), a * hu + b * hv, rtol=1e-9, atol=1e-10)
    torch.testing.assert_close(u @ hv, v @ hu, rtol=1e-9, atol=1e-10)
    third = objective.third
    w = objective.flat()
    torch.testing.assert_close(third(w, u, v), third(w, v, u), rtol=1e-9, atol=1e-10)


def test_the_same_call_gives_the_same_bytes_and_leaves_global_state_alone() -> None:
    state = torch.get_rng_state()
    threads, dtype = torch.get_num_threads(), torch.get_default_dtype()
    objectives = [make_case("layernorm_attention").objective(dtype=torch.float32) for _ in "ab"]
    w = objectives[0].flat()
    v = randn(2, objectives[0].dim, dtype=torch.float32)
    first, second = (o.linearize(w).hvp(v) for o in objectives)
    assert torch.equal(first, second)
    assert torch.equal(objectives[0].values(w[None]), objectives[1].values(w[None]))
    assert torch.equal(torch.get_rng_state(), state)
    assert (torch.get_num_threads(), torch.get_default_dtype()) == (threads, dtype)


def test_non_finite_weights_give_non_finite_results_not_errors() -> None:
    objective = make_case("layernorm_attention").objective()
    w = objective.flat()
    w[3] = torch.inf
    assert not objective.value(w).isfinite()
    linear = objective.linearize(w)
    assert not linear.hvp(torch.ones_like(w)).isfinite().all()
    assert not objective.values(w[None]).isfinite().all()


def test_the_module_is_copied_and_flat_unflatten_agree() -> None:
    module = tanh_mlp()
    objective = ModuleObjective(
        module,
        randn(4, 5),
        torch.arange(4) % 3,
        criteria.cross_entropy,
        device="cpu",
        dtype=torch.float64,
    )
    w = objective.flat()
    before = objective.value(w)
    with torch.no_grad():
        module[0].weight.add_(1)
    assert torch.equal(objective.value(w), before)
    assert not torch.equal(objective.flat(module), w)
    named = objective.unflatten(w)
    assert list(named) == [name for name, _ in module.named_parameters()]
    assert objective.layout[-1].slice.stop == objective.dim == w.numel()
    for name, shape, where in objective.layout:
        assert torch.equal(named[name].reshape(-1), w[where])
        assert tuple(named[name].shape) == shape
    with pytest.raises(DescentError, match=r"0\.weight"):
        objective.flat(nn.Sequential(nn.Linear(4, 6)))


@pytest.mark.parametrize(
    ("vectors", "message"),
    [(torch.zeros(2, 3), "vectors"), (torch.zeros(2, 2, 2), "vectors")],
)
def test_wrong_vector_shapes_are_named(vectors: torch.Tensor, message: str) -> None:
    objective = make_case("tanh_mlp").objective()
    with pytest.raises(DescentError, match=message):
        objective.linearize(objective.flat()).hvp(vectors)


def test_wrong_weights_are_named() -> None:
    objective = make_case("tanh_mlp").objective()
    with pytest.raises(DescentError, match="expected weights"):
        objective.value(torch.zeros(3, dtype=torch.float64))
    with pytest.raises(DescentError, match=r"float32.*convert"):
        objective.value(objective.flat().float())
    with pytest.raises(DescentError, match=r"\[n, "):
        objective.values(objective.flat())


def test_function_objective_of_low_degree_has_zero_higher_derivatives() -> None:
    slope = randn(4)
    linear = FunctionObjective(lambda w: slope @ w, 4, "cpu", torch.float64)
    w, v = randn(4, seed=1), randn(4, seed=2)
    assert torch.equal(linear.gradient(w), slope)
    assert torch.equal(linear.hvp(w, v), torch.zeros(4, dtype=torch.float64))
    assert torch.equal(linear.third(w, v, v), torch.zeros(4, dtype=torch.float64))
    constant = FunctionObjective(lambda w: w.new_ones(()), 4, "cpu", torch.float64)
    assert torch.equal(constant.gradient(w), torch.zeros(4, dtype=torch.float64))
    with pytest.raises(DescentError, match="scalar"):
        FunctionObjective(lambda w: w, 4, "cpu", torch.float64)
    with pytest.raises(DescentError, match="dim = 0"):
        FunctionObjective(lambda w: w.sum(), 0, "cpu", torch.float64)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
def test_cuda_agrees_with_cpu_in_float32() -> None:
    case = make_case("tanh_mlp")
    here, there = (case.objective(device=d, dtype=torch.float32) for d in ("cpu", "cuda"))
    w = here.flat()
    v = randn(2, here.dim, dtype=torch.float32)
    found = there.linearize(w.cuda())
    assert found.gradient.device.type == "cuda"
    torch.testing.assert_close(found.hvp(v.cuda()).cpu(), here.hvp(w, v), rtol=1e-3, atol=1e-5)
    assert generator(0, "cuda").device.type == "cuda"
