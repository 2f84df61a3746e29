"""In a game, the drift of the steps decides where play goes."""

from __future__ import annotations

from descentlab.checks.two_player_games import modified_flows
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

#: Runs by the names their numbers have.
RUNS = {
    "simultaneous": {"method": "simultaneous"},
    "extragradient": {"method": "extragradient"},
    "optimistic": {"method": "optimistic"},
    "tiny GAN": {"game": "dirac_gan", "lr": 0.5},
}

claim = Claim(
    id="games_modified_flow",
    exhibit="two_player_games",
    reference="rosca2021discretization",
    says=(
        "Flows with the discretisation drift in them describe the instabilities of two-player "
        "games: the field alone neither diverges nor converges, its steps do."
    ),
    runs=RUNS,
    steps=60,
    measure=modified_flows,
    parts=(
        *(
            Part(
                f"{name}: a quarter or less of the error of the flow without drift",
                f"error over that of V's flow, {name}",
                at_most=0.25,
            )
            for name in RUNS
        ),
        Part(
            "simultaneous play spirals out", "distance, end over start, simultaneous", at_least=1.5
        ),
        Part("extragradient spirals in", "distance, end over start, extragradient", at_most=0.7),
    ),
    control=NegativeControl(  # a step so long that second order is not all there is to the drift
        {"lr": 1.5}, "simultaneous: a quarter or less", steps=10
    ),
    scope="Two weights in closed form; the paper's GANs on images are not tried.",
)
