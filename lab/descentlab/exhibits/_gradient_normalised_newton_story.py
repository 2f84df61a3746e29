"""The story of `Newton, by the size of the gradient`."""

from __future__ import annotations

from descentlab.exhibit import Step

STORY = (
    Step(
        "Five Newtons and a gradient",
        "All start from the same weights, to tell three digits apart. Each solves $(H + \\lambda "
        "I)\\,s = -\\nabla L$ with something else in the Hessian's place; the last has **nothing** "
        "there. Play: all five draw straight lines, gradient descent bends. Straight is "
        "*linear*: the same share of the gap is gone at every step.",
        view="model_gaps",
    ),
    Step(
        "One number, found by trial",
        "$\\lambda = \\|\\nabla L\\|/\\gamma$. A step is accepted if the loss falls by at least "
        "$\\|\\nabla L^+\\|^2/8\\lambda$; then γ is doubled, else halved and tried again. No "
        "lane knows anything of the loss, and after a few steps γ **stays where it is**, though "
        "the gradient goes to zero.",
        view="model_gammas",
    ),
    Step(
        "The class shows itself",
        "Residuals to the third power: a Hessian that is Lipschitz, and theory says $\\gamma "
        "\\propto \\|\\nabla L\\|^{1/2}$. The same method finds it, unasked: in *γ against the "
        "gradient* the lanes go down with that slope. Try p = 4 (a third) or a quadratic, where "
        "$H = 0$ has slope 1 and becomes gradient descent with the right rate.",
        {"family": "power", "exponent": 3.0},
        restart=True,
        view="model_scales",
    ),
    Step(
        "Labels that nobody can fit",
        "A fifth of the labels is drawn anew, so there is a minimum at finite weights. The "
        "gradient goes to zero and the Hessian does not: a model that is wrong by a fixed amount "
        "is now **too wrong**. The crude lanes flatten out; the exact Hessian stays straight.",
        {"family": "label_noise"},
        restart=True,
        view="model_gaps",
    ),
    Step(
        "Iterations are not time",
        "*Products with H in a step* shows what the steep line costs: a dozen and more, each "
        "worth about two gradients. With $H = 0$ a step costs two gradients in all. Count: who "
        "is first for the same work?",
        {"family": "separable"},
        restart=True,
        view="model_products",
    ),
    Step(
        "A network",
        "Not convex, and no theorem for the exact Hessian's first steps: where it is not positive "
        "γ must shrink. Gauss–Newton, which is the **Fisher** matrix here, is never negative. "
        "Which of the two is down first, and does the scale of the inputs change more than γ?",
        {"family": "network"},
        restart=True,
        view="model_gaps",
    ),
)
