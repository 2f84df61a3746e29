"""The central flow against ordinary differential equations derived by hand."""

import numpy as np
import pytest
import torch
from central_flow_cases import CASES, Case, objective
from descentkernels import flows


def follow(case: Case, units: int, **options) -> flows.FlowState:
    flow = flows.CentralFlow(objective(), case.form, push=case.push, **options)
    state, generator = case.start(flow), torch.Generator().manual_seed(0)
    for _ in range(units):
        state = flow.advance(state, generator=generator)
    return state


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.push])
def test_order_is_two(name: str) -> None:
    """Errors of fixed substeps against the equation by hand fall as h²: slope at least 1.9."""
    case = CASES[name]
    exact = case.by_hand(2.0)
    steps = [1.0, 0.5, 0.25, 0.125]
    errors = [
        np.linalg.norm(case.reached(follow(case, 2, substep=h, eigen_tol=1e-9)) - exact)
        for h in steps
    ]
    order = np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert order > 1.9, errors
    assert errors[-1] < 2e-3 * np.linalg.norm(exact - case.reached(follow(case, 0)))


@pytest.mark.parametrize("name", CASES)
def test_adaptive_equals_the_equation_by_hand(name: str) -> None:
    """Ten units along the edge, to 0.5 % of the way moved, and at the threshold to 0.1 %.

    To 0.25 % without the push: all of X acts through P then, whose change is taken to first order.
    """
    case = CASES[name]
    begin, exact = case.reached(follow(case, 0)), case.by_hand(10.0)
    state = follow(case, 10)
    assert not state.trouble
    assert np.linalg.norm(case.reached(state) - exact) < 5e-3 * np.linalg.norm(exact - begin)
    assert abs(state.values[0].item() - 2) < (2e-3 if case.push else 5e-3)
