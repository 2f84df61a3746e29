"""What an optimizer is to the lab."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from descentkernels import Track, curvature, flows, track_eigenpairs
from torch import Tensor

from descentlab.errors import LabError
from descentlab.learning_rate import learning_rate
from descentlab.runs.point import Point
from descentlab.runs.state import Slots, State
from descentlab.settings import Settings


@dataclass(frozen=True)
class Gauge:
    """How near a rule stands to its edge: stable on a quadratic while value < threshold."""

    value: float
    threshold: float
    memory: Any = None  # what makes the next reading cheap


class UpdateRule(ABC):
    """An optimizer: a pure map from a point to the next state.

    Hyperparameters are read from the run's settings at each step, so that they may change mid-run.
    So may the rule: `slots` takes over what another rule left as far as it means the same.
    """

    title: str  # as on the screen
    #: The sharpness the rule is judged by, and the threshold for it as a formula, for legends.
    sharpness_label: str = "λ₁(H)"
    threshold_label: str
    #: The same in TeX, where there is a closed form.
    threshold_formula: str = ""
    #: The setting with its learning rate: rules that divide by the gradient's size need others.
    rate_name: str = "lr"

    def init(self, w: Tensor) -> State:
        """The state at step 0 for weights `w` [P]. What is remembered begins at the first step."""
        return State(0, w)

    @abstractmethod
    def update(self, point: Point) -> State:
        """The state one step after `point`."""

    @abstractmethod
    def threshold(self, point: Point) -> float:
        """The sharpness at which the rule stops being stable on a quadratic, at `point`."""

    def metric(self, point: Point) -> Tensor | None:
        """The diagonal D [P] when the rule is judged by D⁻¹H, None when by H itself."""
        return None

    def slots(self, point: Point) -> Slots:
        """What the rule remembers when it comes to `point`, taken over from others if need be."""
        return ()

    def rate(self, point: Point) -> float:
        """η in force."""
        return learning_rate(point.settings, point.state.step, self.rate_name)

    def preconditioner(self, point: Point) -> Tensor | float:
        """P, so normalised that the rule is critical when an eigenvalue of P⁻¹H is 2.

        For gradient descent 1/η, the P of w⁺ = w − P⁻¹g (Cohen, Damian, Talwalkar, Kolter, Lee,
        2025); with momentum the edge lies further out and P is larger.
        """
        half, metric = self.threshold(point) / 2, self.metric(point)
        return half if metric is None else half * metric

    def gauge(self, point: Point, last: Gauge | None) -> Gauge:
        """The rule's own sharpness at `point` against its threshold there."""
        metric = self.metric(point)
        hvp = point.linearization.hvp
        track: Track | None = last.memory if last is not None else None
        track = track_eigenpairs(
            hvp if metric is None else curvature.preconditioned(hvp, metric),
            point.state.w,
            1,
            track,
            accuracy=1e-2,
            max_hvps=24 if track is not None else 200,
            generator=point.generator("gauge"),
        )
        return Gauge(float(track.pairs.values[0]), self.threshold(point), track)

    def form(self, settings: Settings, step: int) -> flows.Form | flows.MomentumForm:
        """The rule as `descentkernels.flows` knows it, over the unit of time after `step`.

        Raises LabError where the rule has no flow.
        """
        raise LabError(
            f"{self.title}: expected an optimizer with a flow (gradient descent, heavy-ball, "
            "Nesterov, Scalar RMSProp, RMSProp, Adam); found one without. Choose another."
        )

    def flow_slots(self, point: Point) -> Slots | None:
        """What a flow that leaves from `point` starts with; None for nothing yet."""
        return self.slots(point) or None

    def swung(self, slots: Slots, pull: Tensor, settings: Settings) -> Slots:
        """The slots of a steady swing w̄ ± δ, from those of the mean; `pull` is Hδ [P].

        A momentum v⁺ = βv + g that alternates with the gradient, which is ∓Hδ a step earlier and
        later, holds −Hδ/(1 + β) when the weights stand at w̄ + δ.
        """
        return slots

    def rates(self, settings: Settings, step: int) -> dict[str, float]:
        """η when the unit of time after `step` begins and when it ends."""
        now, then = (learning_rate(settings, t, self.rate_name) for t in (step, step + 1))
        return {"lr": now, "lr_end": then}
