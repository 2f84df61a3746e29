"""A valley whose central flow can be written down by hand, for three optimizers."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from descentkernels import FunctionObjective, flows
from scipy.integrate import solve_ivp
from torch import Tensor

BETA, EPS = 0.9, 1e-3


def sharpness(x, z):
    """S, of numbers or tensors."""
    return x * x + 0.5 * z + 1.5


def valley(p: Tensor) -> Tensor:
    """L(x, z, y) = ½(x − 1.4)² · 0.6 + ½(z − 1)² · 0.4 + ½ S(x, z) y²: S is the curvature of y."""
    x, z, y = p
    return 0.3 * (x - 1.4) ** 2 + 0.2 * (z - 1) ** 2 + 0.5 * sharpness(x, z) * y * y


def objective(device: str = "cpu") -> FunctionObjective:
    return FunctionObjective(valley, 3, device, torch.float64)


def slope(x: float, z: float) -> np.ndarray:
    return np.array([0.6 * (x - 1.4), 0.4 * (z - 1)])


@dataclass(frozen=True)
class Case:
    """One optimizer on the valley, from a point at its edge with y = 0.

    By hand: y stays 0 on average, H = diag(0.6, 0.4, S), and the oscillation's variance σ² of y is
    what keeps S/P_y at 2 while positive. With r = (P_x, P_z)η and c = (1 − β)/β:

        ẋᵢ = −η(∂ᵢf + ½σ²∂ᵢS)/rᵢ
        gradient descent    ∇S·ẋ = 0
        Scalar RMSProp      ∇S·ẋ = ν̇/(η√ν),     ν̇ = c(|∇f|² + S²σ² − ν)
        RMSProp             ∇S·ẋ = ν̇_y/(η√ν_y), ν̇ = c((∂ₓf)², (∂_z f)², S²σ²) − cν

    each of which is linear in σ². Without the push σ² stays in ν̇ and is not in ẋ.
    """

    form: flows.Form
    begin: tuple[float, float] = (0.9, 0.3)
    push: bool = True

    @property
    def kind(self) -> str:
        return type(self.form).__name__

    def moments(self) -> np.ndarray:
        """ν with which S is critical at the start."""
        critical = sharpness(*self.begin) * self.form.lr / 2
        if self.kind == "GradientDescent":
            return np.zeros(0)
        if self.kind == "ScalarRMSProp":
            return np.array([critical**2])
        return np.array([0.4, 0.5, (critical - EPS) ** 2])

    def rates(self, _: float, state: np.ndarray) -> np.ndarray:
        x, z, *moments = state
        nu, lr, c = np.array(moments), self.form.lr, (1 - BETA) / BETA
        s, f, turn = sharpness(x, z), slope(x, z), np.array([2 * x, 0.5])
        if self.kind == "GradientDescent":
            variance = -2 * (f @ turn) / (turn @ turn)
            return -lr * (f + max(variance, 0.0) / 2 * turn)
        if self.kind == "ScalarRMSProp":
            scale, root, met, still = np.sqrt(nu[0]) * np.ones(2), np.sqrt(nu[0]), f @ f, nu[0]
        else:
            scale, root, met, still = np.sqrt(nu[:2]) + EPS, np.sqrt(nu[2]), 0.0, nu[2]
        pull = -lr * (turn @ (f / scale)) - c * (met - still) / (lr * root)
        hold = self.push * 0.5 * lr * (turn @ (turn / scale)) + c * s * s / (lr * root)
        variance = max(pull / hold, 0.0)
        velocity = -lr * (f + self.push * variance / 2 * turn) / scale
        if self.kind == "ScalarRMSProp":
            return np.array([*velocity, c * (met + s * s * variance - nu[0])])
        return np.array([*velocity, *(c * (np.array([*(f * f), s * s * variance]) - nu))])

    def by_hand(self, time: float) -> np.ndarray:
        """x, z and moments after `time`, to 1e-11."""
        begin = np.array([*self.begin, *self.moments()])
        found = solve_ivp(self.rates, (0, time), begin, rtol=1e-12, atol=1e-13, method="DOP853")
        return found.y[:, -1]

    def start(self, flow: flows.CentralFlow) -> flows.FlowState:
        w = torch.tensor([*self.begin, 0.0], dtype=torch.float64)
        generator = torch.Generator().manual_seed(0)
        state = flow.start(w, self.kept(w), generator=generator)
        return replace(state, trouble="")

    def kept(self, w: Tensor):
        """What the optimizer keeps before it meets the gradient at w."""
        if self.kind == "GradientDescent":
            return None
        squares = objective().gradient(w).square()
        nu = torch.from_numpy(self.moments())
        if self.kind == "ScalarRMSProp":
            squares, nu = squares.sum(), nu[0]
        return (("second_moment", (nu - (1 - BETA) * squares) / BETA),)

    def reached(self, state: flows.FlowState) -> np.ndarray:
        moments = [slot.numpy().reshape(-1) for _, slot in state.slots]
        return np.concatenate([state.w[:2].numpy(), *moments])


CASES = {
    "gradient descent": Case(flows.GradientDescent(lr=2 / sharpness(0.9, 0.3))),
    "scalar rmsprop": Case(flows.ScalarRMSProp(lr=0.5, beta=BETA)),
    "rmsprop": Case(flows.RMSProp(lr=0.4, beta=BETA, eps=EPS)),
    "scalar rmsprop, no push": Case(flows.ScalarRMSProp(lr=0.5, beta=BETA), push=False),
}
