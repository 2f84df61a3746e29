"""Two-player games: how their updates move, and which continuous flow each follows.

Each player descends its own loss: dz/dt = V(z), z = (x, y), V = (−∇ₓf₁, −∇_y f₂). With η small all
updates follow V; what tells them apart is their discretisation drift.

- `Game`: the two losses, or the field itself.
- `Simultaneous`, `Alternating`, `Extragradient`, `Optimistic`: an update each, with its drift and
  its exact behaviour on a linear field.
- `play`: the orbit of an update; `modified_velocity`: the flow it follows to second order.
"""

from .alternating import Alternating
from .extragradient import Extragradient
from .game import Game
from .method import Method, modified_velocity, play
from .optimistic import Optimistic
from .simultaneous import Simultaneous

__all__ = [
    "Alternating",
    "Extragradient",
    "Game",
    "Method",
    "Optimistic",
    "Simultaneous",
    "modified_velocity",
    "play",
]
