"""The radii of softmax as circles about the start of a step, and the step."""

from __future__ import annotations

from typing import Any

import holoviews
import numpy as np

from descentwidgets.views.style import colour

#: Names of the bounds, their dashes; they are thin.
BOUNDS = (("ρₐ", "dashed"), ("ρₘ", "dotdash"), ("ρ flip", "dotted"))
#: The nearest ghost's circle, seen on what is dark and on what is light.
NEAREST = "#E69F00"


def circles(radii: np.ndarray, half: float, u: Any, y: Any) -> list[Any]:
    """Upper half circles of `radii` [≥ 6] ρ_a, ρ_m, ρ_flip, ρ*, τ, certified; named with values.

    What is unknown or infinite has no circle; what is wider than the window `half` has none in it,
    but is named. The step runs along the real axis as far as it is seen.
    """
    drawn: list[Any] = []
    for number, (name, dash) in enumerate(BOUNDS):
        look = {"color": colour(number + 1), "line_dash": dash, "line_width": 1.5}
        drawn += _arc(radii[number], f"{name} = {radii[number]:.3g}", look, u, y)
    star, tau, certified = radii[3:6]
    name = f"ρ* = {star:.3g}" if certified else f"ρ* ≥ {star:.3g}"
    look = {"color": NEAREST, "line_dash": "solid" if certified else "dashed", "line_width": 3.5}
    drawn += _arc(star, name, look, u, y)
    if np.isfinite(tau) and tau > 0:
        look = {"color": colour(0), "line_width": 2.5}
        drawn += _arc(tau, f"τ = {tau:.3g}{_share(tau, star, certified)}", look, u, y)
        step = holoviews.Curve([(0, 0), (min(tau, half), 0)], u, y)
        drawn.append(step.opts(color=colour(0), line_width=6))
    if np.isfinite(tau) and 0 < tau <= half:
        end = holoviews.Points([(tau, 0)], [u, y])
        drawn.append(end.opts(size=11, fill_color=colour(0), line_color="white", line_width=2))
    return drawn


def _arc(radius: float, label: str, look: dict[str, Any], u: Any, y: Any) -> list[Any]:
    if not np.isfinite(radius) or radius <= 0:
        return []
    turn = np.linspace(np.pi, 0, 361)
    arc = (radius * np.cos(turn), radius * np.sin(turn))
    return [holoviews.Curve(arc, u, y, label=label).opts(**look)]


def _share(tau: float, star: float, certified: float) -> str:
    if not np.isfinite(star) or star <= 0:
        return ""
    return f" {'=' if certified else '≤'} {tau / star:.2g} ρ*"
