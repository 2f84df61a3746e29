"""The story of `Ghosts of softmax`."""

from __future__ import annotations

from descentlab.exhibit import Step

STORY = (
    Step(
        "A loss that cannot see far",
        "Along the next step the loss is a smooth curve. Yet its Taylor series works only up "
        "to some distance: beyond it more terms make things **worse**. Watch *The loss along "
        "the step*. What stands there? On the real line, nothing.",
        view="ray_loss",
    ),
    Step(
        "Off the real line",
        "Let time be complex and the logits $z_k + a_k t$ turn in the plane. Where their "
        "exponentials cancel, softmax's denominator $F(t) = \\sum_k e^{z_k + a_k t}$ is zero "
        "and the loss infinite: a **ghost**. The series reaches to the nearest one, a circle "
        "of radius **ρ***.",
        view="ghosts",
    ),
    Step(
        "Ghosts cast shadows",
        "Look straight down from a ghost. On the real line there is a **bump of curvature**: "
        "there two classes trade places. Its width and the ghost's height are the same "
        "number: $2\\sigma \\operatorname{Im} t/\\pi$ is near 1. Early the ghosts are ahead, "
        "where the answers will change; later they are **behind**, where they did.",
        view="bump_ratio",
    ),
    Step(
        "A bound for one product",
        "The exact ghost takes a search. $\\rho_a = \\pi/\\Delta$, Δ the spread of the "
        "slopes, takes one Jacobian-vector product and never says too much. It says too "
        "little: three times and more for a typical example. It also grows with the "
        "temperature T of softmax, $\\rho_a \\propto T$, and the ghosts do not: they know the "
        "margins. Move T under *lens* and see.",
        view="radius_quantiles",
    ),
    Step(
        "Take the wheel",
        "Pause and **drag the circle τ**: that is the learning rate. Does the loss rise when "
        "you cross ρ_a, or the ghost? *Sometimes*. With a learning rate seven times as large "
        "*r* climbs to nine, most answers change at a step, and the loss jumps. Yet a few "
        "steps later the network is trained, sooner than before: the radius says where the "
        "picture from here ends, not whether a step goes well.",
        {"lr": 2.0},
        restart=True,
        view="ghosts",
    ),
    Step(
        "With a controller",
        "The same learning rate, but each step is cut to ρ_a along its own direction: see "
        "*last, as taken*. Does it lose less in the leap, and what does it pay for that "
        "later? Fork, switch the controller off, and compare the losses. In *The spike arena* "
        "controllers race where it matters.",
        {"lr": 2.0, "controller": "radius"},
        restart=True,
        view="radii",
    ),
)
