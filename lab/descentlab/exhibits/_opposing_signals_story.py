"""The story of the exhibit about opposing signals."""

from __future__ import annotations

from descentlab.exhibit import Step

STORY: tuple[Step, ...] = (
    Step(
        "Two groups",
        "One digit in ten has bars painted on both sides: the loudest thing in the picture. "
        "Half of them are labelled 0, half 1, whatever digit they show. For one group the "
        "feature should raise output 0, for the other lower it: their gradients **cancel**.",
        view="group_losses",
    ),
    Step(
        "Who pulls",
        "The lab is not told who is planted. *Who pulls* ranks all examples by "
        "$\\nabla\\ell_i \\cdot u_1$, how steeply their loss rises along the sharpest "
        "direction: look who comes out on top. *Whose loss changed most* asks for no curvature, "
        "as the paper does: at the edge it names the same, and its rows change places at every "
        "step.",
        view="images",
    ),
    Step(
        "In counter-phase",
        "At the edge the weights swing along u₁. *In counter-phase* shows the last thirty "
        "steps close up: one group's loss goes up, the other's down, at every step, and all "
        "others hardly notice.",
        view="counter_phase",
    ),
    Step(
        "Take them out",
        "Both groups are out of the loss now; best seen from about step 60 on. The sharpness "
        "falls below the edge **at once** (on five seeds from 1.8–3.0 to 1.5 in units of "
        "$\\eta\\lambda$, the edge at 2), and the run is smooth. Then the ordinary digits "
        "sharpen it by themselves: some forty steps later it stands at the edge again.",
        {"outlier_weight": 0.0},
        view="ablation",
    ),
    Step(
        "Adam",
        "Adam divides each weight's step by the size of its gradients, so the weights that "
        "the bars shake move little. It has its own edge, and comes to it with the same two "
        "groups on top, but their swing is some twenty times smaller, and after a hundred "
        "steps it has fitted both groups and the rest better than gradient descent.",
        {"optimizer": "adam", "outlier_weight": 1.0},
        restart=True,
        view="sharpness",
    ),
    Step(
        "What does it take?",
        "The same loud feature, and all who carry it have **one** label: the sharpness stays below "
        "the edge three times as long. Being loud is not enough, they must disagree. Nor is "
        "disagreeing: set *magnitude* to 0. And *hidden layers* to 0, with η = 0.015: the loss is "
        "a bowl, whose sharpness cannot change. Now plant nothing (a preset): who is at the two "
        "ends, and what is it that they share?",
        {"optimizer": "gradient_descent", "labels": "agreeing"},
        view="sharpness",
    ),
)
