"""Five optimizers on a surface one can see whole: the place to start."""

from __future__ import annotations

from dataclasses import replace

from descentlab.checks.descent_in_the_plane import descent_in_the_plane
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements.ways import Ground, Heads, Ways
from descentlab.problem import Problem
from descentlab.problems.surface_in_the_plane import problem
from descentlab.processes.ways_ahead import RULES, WaysAhead, WaysSettings
from descentlab.views.descent_in_the_plane import VIEWS


def build(settings: WaysSettings) -> Problem:
    """The surface, with a name for each lane."""
    plain = problem.build(settings)
    return replace(plain, labels={"rule": RULES, "line": (*RULES, "2/η")})


exhibit = Exhibit(
    id="descent_in_the_plane",
    title="Descent in the plane",
    claim=(
        "Close to a minimum the curvature alone decides how fast a method closes in: gradient "
        "descent keeps max\xa0|1\xa0−\xa0ηλ| of its error a step, heavy-ball √β once it swings."
    ),
    paper="Cauchy (1847); Polyak (1964); Nesterov (1983)",
    settings=WaysSettings,
    problem=replace(problem, settings=WaysSettings, build=build),
    process=WaysAhead(),
    measurements=(Ways(), Heads(), Ground()),
    views=VIEWS,
    check=descent_in_the_plane,
    check_steps=40,
    presets=(
        Preset("a valley", {}),
        Preset("a noisy gradient", {"noise": 3.0}),
        Preset("a long valley", {"steepness": 60.0, "lr": 0.0325}),
        Preset("heavy-ball at its best", {"steepness": 60.0, "lr": 0.052, "beta": 0.6}),
        Preset(
            "Rosenbrock's banana",
            {"surface": "banana", "lr": 0.005, "start_x": -1.5, "start_y": 2.5},
        ),
        Preset(
            "four minima", {"surface": "four minima", "lr": 0.02, "start_x": -0.5, "start_y": -0.5}
        ),
        Preset(
            "a saddle",
            {"surface": "saddle", "steepness": 5.0, "start_x": 3.0, "start_y": 0.01, "beta": 0.7},
        ),
    ),
    story=(
        Step(
            "Five ways down one hill",
            "The colours are a loss over two weights, and every line is the whole way of one "
            "optimizer from the same start. Press play to follow them step by step, or **drag the "
            "ring at the start** and watch all the ways move at once. What each of them does is "
            "decided by three things: the start, the surface and the step size.",
            view="plane",
        ),
        Step(
            "Too long a step",
            "Across the valley the curvature is $\\kappa = 20$, so gradient descent keeps "
            "$1 - \\eta\\kappa$ of its height there at every step: it zigzags. Past "
            "$\\eta = 2/\\kappa = 0.1$ that factor is below $-1$ and it leaves; Nesterov has left "
            "already, and heavy-ball can afford nearly twice as much. Move η over the line and "
            "back.",
            {"lr": 0.098},
            view="sharpness",
        ),
        Step(
            "A long valley",
            "At $\\kappa = 60$ the step is bounded by the steep walls, and along the floor only "
            "$\\eta$ of the way is made at each step. Gradient descent needs about $\\kappa$ "
            "steps for what heavy-ball does in about $\\sqrt\\kappa$: compare the slopes of the "
            "two lines.",
            {"steepness": 60.0, "lr": 0.052, "beta": 0.6},
            view="losses",
        ),
        Step(
            "Where it ends is chance",
            "Himmelblau's surface has four equal minima. Drag the start slowly: the way of each "
            "optimizer jumps from one minimum to another, and momentum draws the borders finer. "
            "Can you find a start from which all five end in different places?",
            {"surface": "four minima", "lr": 0.02, "start_x": -0.5, "start_y": -0.5},
            view="plane",
        ),
        Step(
            "Try it: leave the saddle",
            "From the crest of the pass the gradient is nearly zero. Who leaves it first, and why "
            "do RMSProp and Adam not mind? Set start y to 0 exactly: who leaves it now?",
            {"surface": "saddle", "steepness": 5.0, "start_x": 3.0, "start_y": 0.01, "beta": 0.7},
            view="plane",
        ),
    ),
    tags=("start here", "landscape", "optimizers", "two dimensions"),
    references=("cauchy1847methode", "polyak1964some", "nesterov1983method"),
    # a gradient that is not the surface's: how close a method comes is then the noise's to decide
    negative_controls=(NegativeControl({"noise": 3.0}, "not near enough to a minimum"),),
)
