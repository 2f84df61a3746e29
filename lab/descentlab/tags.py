"""The words an exhibit may be tagged with: few, so that each finds more than one of them."""

from __future__ import annotations

#: Each tag and what it gathers, in the order the gallery offers them.
TAGS = {
    "start here": "understood in a minute, without having read a paper",
    "edge of stability": "the step is as long as the curvature bears, or longer",
    "optimizers": "how one rule of descent differs from another",
    "flows": "what a differential equation says of discrete steps",
    "landscape": "the shape of the loss about a run",
    "spectrum": "the eigenvalues of the Hessian",
    "softmax": "what the softmax does to the length of a step",
    "conflict": "several losses of the same weights",
    "stochastic": "mini-batches, and the noise they bring",
    "generalisation": "what is learned of data that were not seen",
    "PINN": "networks that learn a differential equation",
    "two dimensions": "the whole landscape in one picture",
}
