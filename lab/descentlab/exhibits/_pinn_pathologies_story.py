"""The story of `PINN gradient pathologies`."""

from __future__ import annotations

from descentlab.exhibit import Step

STORY = (
    Step(
        "An equation and its boundary",
        "Two networks u(x) start alike. Each is to make $u'' + u - q$ zero inside, the "
        "*residual*, and to be right on the *boundary*: two losses, added up, $L_r + \\lambda "
        "L_b$. The solution is a sine.",
        view="solution",
    ),
    Step(
        "One shouts, one whispers",
        "The residual's gradient soon is many times as long as the boundary's, and its loss "
        "bends hundreds of times more sharply (*Stiffness*). The more half-waves, the worse.",
        view="steepness",
    ),
    Step(
        "Off the boundary",
        "The plain sum pays for a smaller residual with the boundary: u leaves it, drifts off "
        "and gets stuck far from the solution, with neither loss small. See *What they make "
        "of it*; most of the time the two gradients pull apart.",
        view="solution",
    ),
    Step(
        "Annealing",
        "The balanced network multiplies the boundary's gradient by λ, which follows the "
        "ratio of the gradients' sizes, $\\max|\\nabla L_r|$ over the mean of $|\\lambda "
        "\\nabla L_b|$ (*The weights λ*). It finds the sine.",
        view="term_weights",
    ),
    Step(
        "As printed",
        "The paper divides by the mean of $|\\nabla L_b|$, its authors' program by that of "
        "$|\\lambda\\nabla L_b|$. As printed, λ grows as the boundary is fitted, which fits "
        "it better, and so on: λ **runs away** and the network keeps u = 0 on the boundary "
        "and learns nothing else.",
        {"annealing_form": "paper"},
        restart=True,
        view="term_weights",
    ),
    Step(
        "Or by hand",
        "Is a fixed weight enough? 100 for the second network does as well here: what "
        "annealing saves is the search for it. Try 1 and 10 000. UPGrad under *aggregator* "
        "knows nothing of equations and asks only that no step hurt either loss: it gets "
        "there too, later than annealing. How much later?",
        {"fixed_weight": 100.0, "annealing_form": "code"},
        restart=True,
        view="solution_error",
    ),
)
