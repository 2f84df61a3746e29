"""Games and drift flows of the lab against closed forms."""

from dataclasses import dataclass

import pytest
import torch
from descentlab import run
from descentlab.problems import two_player_game as game
from descentlab.problems.quadratic import QuadraticSettings, eigenvalues, problem
from descentlab.processes.drift import FLOWS, Drift, DriftSettings
from descentlab.runs.point import Point
from descentlab.update_rules.gradient_descent import GradientDescentSettings, update_rule
from torch.func import jacrev


@pytest.mark.parametrize("name", ["bilinear", "convex-concave", "dirac_gan"])
def test_a_games_jacobian_is_its_fields_derivative(name):
    settings = game.TwoPlayerSettings(game=name, coupling=1.7, pull=0.3)
    z = torch.tensor([0.8, -0.6], dtype=torch.float64)
    expected = jacrev(lambda at: game.field(settings, at))(z)
    torch.testing.assert_close(game.jacobian(settings, z), expected, rtol=1e-12, atol=1e-14)


@dataclass(frozen=True)
class Bowl(QuadraticSettings, GradientDescentSettings, DriftSettings):
    """What the drift flows need on a quadratic."""


def test_on_a_bowl_each_flow_is_its_closed_form():
    """Gradient flow e^(−ηλt), modified e^(−ηλ(1 + ηλ/2)t), principal (1 − ηλ)^t."""
    settings, steps = Bowl(dim=4, lr=0.05), 8
    bowl, process = problem.build(settings), Drift(update_rule)
    state = process.start(bowl, settings)
    for _ in range(steps):
        state = process.step(Point(bowl, state, settings, {}))
    x = settings.lr * eigenvalues(settings)
    places = dict(state.others)
    factors = {
        "gradient flow": (-x).exp(),
        "modified loss": (-x * (1 + x / 2)).exp(),
        "principal flow": 1 - x,
    }
    assert set(factors) == set(FLOWS)
    for name, factor in factors.items():
        # the integrator's tolerance a substep is 1e-4 of the way it moves
        torch.testing.assert_close(places[name], bowl.start * factor**steps, rtol=1e-3, atol=1e-4)


def test_flows_start_where_and_when_they_are_told_to():
    drifting = run("discretisation_drift", width=4, examples=20, flow_start=3)
    drifting.advance(3)
    for _, w in drifting.now.state.others:
        torch.testing.assert_close(w, drifting.w)
    drifting.advance(2)
    apart = [float((w - drifting.w).norm()) for _, w in drifting.now.state.others]
    assert min(apart) > 0
    drifting.apply("set", name="flow_start", value=5)
    drifting.advance(1)
    closer = [float((w - drifting.w).norm()) for _, w in drifting.now.state.others]
    assert max(closer) < max(apart)
