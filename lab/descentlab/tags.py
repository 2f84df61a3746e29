"""The words an exhibit may be tagged with: few, so that each finds more than one of them.

An exhibit's first tag is the room of the gallery it hangs in.
"""

from __future__ import annotations

#: Each tag and what it gathers, in the order of the gallery's rooms.
TAGS = {
    "start here": "Understood in a minute, without having read a paper.",
    "edge of stability": "The step is as long as the curvature bears, or longer.",
    "flows": "What a differential equation says of discrete steps.",
    "landscape": "The shape of the loss about a run.",
    "examples": "What each training example asks of the weights.",
    "softmax": "What the softmax does to how far a step can be seen.",
    "conflict": "Several losses that share their weights.",
    "optimizers": "How one rule of descent differs from another.",
    "spectrum": "The eigenvalues of the Hessian.",
    "stochastic": "Mini-batches, and the noise they bring.",
    "two dimensions": "The whole landscape in one picture.",
    "PINN": "Networks that learn a differential equation.",
}
