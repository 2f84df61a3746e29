"""The story of `Three tasks in one cone`."""

from __future__ import annotations

from descentlab.exhibit import Step

STORY = (
    Step(
        "Three teachers, one network",
        "Which digit? Odd or even? And what did the scan look like without the noise? One "
        "network learns all three. Each task has a gradient, and these are the three thick "
        "arrows: **their real lengths and angles**, though the network has thousands of "
        "weights. Three vectors always fit into space.",
        view="gradient_cone",
    ),
    Step(
        "They disagree",
        "*Angles between the tasks* fall below 0 within a few steps and stay there: what "
        "helps one hurts another. The cone in which nobody is hurt is still wide.",
        view="task_cosines",
    ),
    Step(
        "Loud and quiet",
        "The digit's loss is counted tenfold, as losses in other units would be. The mean "
        "goes where the long arrow points, and now and then **leaves the cone** (dashed): "
        "look who is orange under *Who is pushed back*.",
        view="alignments",
    ),
    Step(
        "Alike in size",
        "With all three losses counted alike the tasks conflict as much, yet the mean hurts "
        "somebody at a few early steps only, and hardly. It is the **lengths** that make it "
        "unfair.",
        {"scale_digit": 1.0, "lr": 1.0},
        restart=True,
        view="task_norms",
    ),
    Step(
        "Stay in the cone",
        "UPGrad projects every gradient onto the dual cone $\\{d : g_i \\cdot d \\ge 0\\}$ "
        "and takes the mean. *Leftover conflict* stays at 0 or above, however loud the first "
        "task is.",
        {"scale_digit": 30.0, "lr": 0.07, "aggregator": "upgrad"},
        restart=True,
        view="leftover",
    ),
    Step(
        "What does it cost?",
        "Now MGDA, whose update gains as much for everyone: the quietest sets the pace. "
        "Compare *Losses of the tasks*. No conflict is not yet fast. Which aggregator would "
        "you take for the digit alone, and which so that the worst of the three does well?",
        {"scale_digit": 30.0, "lr": 0.07, "aggregator": "mgda"},
        restart=True,
        view="task_losses",
    ),
)
