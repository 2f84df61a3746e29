"""In a game the drift decides: the same field, and one update spirals out, another in."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.two_player_games import two_player_games
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements.orbits import Orbits
from descentlab.problems.two_player_game import TwoPlayerSettings, problem
from descentlab.processes.game_play import GamePlay, PlaySettings
from descentlab.views import games


@dataclass(frozen=True)
class GameSettings(PlaySettings, TwoPlayerSettings):
    """A bilinear game and a step that shows the drift within one turn."""


exhibit = Exhibit(
    id="two_player_games",
    title="Two players",
    claim=(
        "In a bilinear game the flow circles the equilibrium for ever; what makes simultaneous "
        "descent-ascent spiral out and extragradient spiral in is the drift of their steps alone."
    ),
    paper="Rosca, Wu, Dherin & Barrett (2021); Korpelevich (1976)",
    settings=GameSettings,
    problem=problem,
    process=GamePlay(),
    measurements=(Orbits(),),
    views=games.VIEWS,
    check=two_player_games,
    check_steps=100,
    presets=(
        Preset("bilinear", {}),
        Preset("extragradient", {"method": "extragradient"}),
        Preset("convex-concave", {"game": "convex-concave", "lr": 0.5}),
        Preset("a tiny GAN", {"game": "dirac_gan", "lr": 0.5}),
    ),
    story=(
        Step(
            "A circle that is none",
            "Each player descends its own loss: x wants $xy$ small, y wants it large. The flow "
            "goes round the equilibrium in a **circle**. Press play: the simultaneous update, "
            "which follows the same field, spirals **out**.",
            view="orbits",
        ),
        Step(
            "The drift",
            "A step of length η is the flow of $V - \\frac{\\eta}{2} V' V$, to second order. Here "
            "$V' V$ points to the centre, so its negative points out. The *modified flow* stays "
            "with the run.",
            view="orbits",
        ),
        Step(
            "Look before you step",
            "**Extragradient** looks where the step would lead and takes the field from there. "
            "Its drift has the other sign, and it spirals in. *Optimistic* play does the same "
            "with last step's field, *alternating* play stays on its circle.",
            {"method": "extragradient"},
            restart=True,
            view="orbits",
        ),
        Step(
            "A step too long",
            "With some pull of its own each player can afford a step, but not any step: raise η "
            "until the simultaneous update leaves. At which η does it, and does alternating play "
            "leave at the same? Turn the *own pull* up, and look again.",
            {"game": "convex-concave", "lr": 0.5},
            view="radius",
        ),
    ),
    tags=("flows", "two dimensions"),
    references=("rosca2021discretization", "korpelevich1976extragradient"),
    negative_controls=(  # a step so long that the drift's second order is not all there is to it
        NegativeControl({"lr": 1.5}, "the modified flow is off by", steps=20),
    ),
)
