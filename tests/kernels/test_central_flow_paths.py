"""The central flow on networks and steep valleys: dense float64 algebra and closed forms."""

import math
import pickle
from dataclasses import replace

import pytest
import torch
from descentkernels import FunctionObjective, flows
from kernel_cases import DEVICES, generator, make_case
from torch import Tensor

LR, BETA, EPS = 0.05, 0.9, 1e-8


def advance(
    flow: flows.CentralFlow, state: flows.FlowState, units: int, device: str = "cpu"
) -> list[flows.FlowState]:
    states, random = [state], generator(0, device)
    for _ in range(units):
        states.append(flow.advance(states[-1], generator=random))
    return states


def network_states(device: str = "cpu", units: int = 20) -> list[flows.FlowState]:
    objective = make_case("tanh_mlp").objective(device=device)
    flow = flows.CentralFlow(objective, flows.RMSProp(lr=LR, beta=BETA, eps=EPS))
    w = objective.flat()
    slots = (("second_moment", objective.gradient(w).square() + 1e-3),)
    return advance(flow, flow.start(w, slots, generator=generator(0, device)), units, device)


@pytest.mark.parametrize("device", DEVICES)
def test_a_network_stays_at_its_edge(device: str) -> None:
    """RMSProp on a small network: dense P⁻¹H at every unit's end has no eigenvalue past 2 by more
    than 1 %, what oscillates is at 2, and values and vectors of the state are right."""
    case = make_case("tanh_mlp")
    states = network_states(device)
    most = 0
    for state in states[4::4]:
        p = dict(state.slots)["second_moment"].sqrt().add(EPS).cpu() / LR
        h = case.hessian(state.w.cpu())
        values = torch.linalg.eigvalsh(h / (p[:, None] * p).sqrt()).flip(0)
        assert values[0] < 2.02
        torch.testing.assert_close(
            values[: len(state.values)], state.values.cpu(), rtol=1e-4, atol=0
        )
        u = state.vectors.cpu()
        torch.testing.assert_close((u * p) @ u.T, torch.eye(len(u)).double(), rtol=0, atol=1e-6)
        slack = torch.diag(2 - state.values.cpu())
        assert (state.x * slack).sum() < 0.02 * state.x.trace() + 1e-12
        assert torch.linalg.eigvalsh(state.x).min() > -1e-9
        most = max(most, int((torch.linalg.eigvalsh(state.x) > 1e-4).sum()))
    assert most >= 2
    assert not states[-1].trouble


def test_covariance_against_dense_algebra() -> None:
    """Σ = UᵀXU and tr(HΣH), tr(HΣ) by dense matrices; eigenvectors of the state are good to the
    residual they were found with, 1e-3, and their products with H to its square."""
    case, form = make_case("tanh_mlp"), flows.RMSProp(lr=LR, beta=BETA, eps=EPS)
    state = network_states()[-1]
    sigma = state.vectors.T @ state.x @ state.vectors
    values, vectors = flows.sigma_eigenpairs(state)
    torch.testing.assert_close((vectors.T * values) @ vectors, sigma, rtol=1e-8, atol=1e-12)
    lengths = vectors.norm(dim=1)
    torch.testing.assert_close(lengths, (values > 0).double(), rtol=0, atol=1e-8)
    h, g = case.hessian(state.w), case.objective().gradient(state.w)
    expected = g.square().sum() + (h @ sigma @ h).trace()
    found = flows.predicted_squared_gradient(g, state, form)
    assert found == pytest.approx(expected.item(), rel=5e-3)
    assert flows.predicted_loss(1.0, state) == pytest.approx(
        1 + 0.5 * (h * sigma).sum().item(), rel=1e-4
    )


def test_a_state_goes_on_after_pickling() -> None:
    objective = make_case("tanh_mlp").objective()
    flow = flows.CentralFlow(objective, flows.RMSProp(lr=LR, beta=BETA, eps=EPS))
    state = network_states(units=8)[-1]
    again = pickle.loads(pickle.dumps(state))
    first, second = (flow.advance(s, generator=generator()) for s in (state, again))
    assert torch.equal(first.w, second.w)
    assert first.spent == second.spent


def rotor(p: Tensor) -> Tensor:
    """½(xy − 1)²: its minima xy = 1 have the sharpness x² + y²."""
    return 0.5 * (p[0] * p[1] - 1) ** 2


def test_two_weights_end_at_the_flattest_minimum_allowed() -> None:
    """The flow of ½(xy − 1)² slides along λ_max = 2/η to the minimum xy = 1, x² + y² = 2/η, where
    gradient flow, which keeps x² − y², would end at a sharper one."""
    lr, begin = 0.45, torch.tensor([2.07, 0.2], dtype=torch.float64)
    conserved = (begin[0] ** 2 - begin[1] ** 2).item()
    assert math.sqrt(conserved**2 + 4) > 2 / lr  # x² + y² where gradient flow ends
    flow = flows.CentralFlow(
        FunctionObjective(rotor, 2, "cpu", torch.float64), flows.GradientDescent(lr=lr)
    )
    end = advance(flow, flow.start(begin, generator=generator()), 12)[-1].w
    assert end.prod().item() == pytest.approx(1, abs=1e-3)
    assert end.square().sum().item() == pytest.approx(2 / lr, rel=1e-3)


def steep(p: Tensor) -> Tensor:
    """eˣ y²/2 − x: the sharpness grows e-fold in a unit of time at η = 1."""
    return 0.5 * p[0].exp() * p[1] ** 2 - p[0]


def test_steep_phases_do_not_pass_the_threshold() -> None:
    """x = x₀ + t until eˣ = 2, then it stands: adaptive substeps see no eigenvalue over 2.02, one
    substep a unit does."""
    objective, form = FunctionObjective(steep, 2, "cpu", torch.float64), flows.GradientDescent(lr=1)
    begin = torch.tensor([-2.6, 0.0], dtype=torch.float64)
    highest = {}
    for substep in (None, 1.0):
        flow = flows.CentralFlow(objective, form, substep=substep)
        states = advance(flow, flow.start(begin, generator=generator()), 6)
        highest[substep] = max(state.values[0].item() for state in states)
        if substep is None:
            assert states[-1].w[0].item() == pytest.approx(math.log(2), abs=1e-2)
    assert highest[None] < 2.02 < highest[1.0]


def test_a_schedule_moves_the_threshold() -> None:
    """Warm-up from η = 1 to 2 over a unit lowers the critical curvature with it."""
    objective = FunctionObjective(
        lambda p: 0.5 * p[0] * p[1] ** 2 - 0.02 * p[0], 2, "cpu", torch.float64
    )
    begin = torch.tensor([1.99, 0.0], dtype=torch.float64)
    flow = flows.CentralFlow(objective, flows.GradientDescent(lr=1))
    state = advance(flow, flow.start(begin, generator=generator()), 2)[-1]
    assert state.w[0].item() == pytest.approx(2, rel=1e-3)
    rising = replace(flow, form=flows.GradientDescent(lr=1, lr_end=1.25))
    state = rising.advance(state, generator=generator())
    assert state.w[0].item() == pytest.approx(2 / 1.25, rel=2e-3)
    assert state.values[0].item() == pytest.approx(2, rel=2e-3)


def test_trouble_is_said() -> None:
    objective, form = FunctionObjective(steep, 2, "cpu", torch.float64), flows.GradientDescent(lr=1)
    flow = flows.CentralFlow(objective, form)

    def at(x: float, y: float = 0.0) -> flows.FlowState:
        return flow.start(torch.tensor([x, y], dtype=torch.float64), generator=generator())

    assert not at(0.0).trouble
    assert "past the edge" in at(math.log(2.4)).trouble
    far = flow.advance(at(math.log(300.0)), generator=generator())
    assert "stands still" in far.trouble
    assert far.w[0].item() == math.log(300.0)
    high = at(math.log(40.0))
    assert high.substep == 0
    assert flow.advance(high, generator=generator()).spent == flows.Spent()
    hasty = flows.CentralFlow(objective, form, tol=1e-9, max_substeps=3)
    given_up = hasty.advance(at(math.log(1.99), 0.3), generator=generator())
    assert "too many substeps" in given_up.trouble
    again = hasty.advance(given_up, generator=generator())
    assert torch.equal(again.w, given_up.w)
    lost = flow.advance(at(math.nan), generator=generator())
    assert "no longer finite" in lost.trouble
    assert lost.t == 1


def test_midpoints_remove_a_swing_of_linear_amplitude() -> None:
    a, b, c, d = torch.randn(4, 5, generator=generator()).double()
    w = [a + b * t + (-1) ** t * (c + d * t) for t in range(3)]
    torch.testing.assert_close(flows.midpoint(*w), a + b)
