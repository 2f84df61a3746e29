"""The numbers of `measurements/directional_curvature.py`."""

from descentlab.meanings.meaning import Meaning

MEANINGS = {
    "directional_curvature": Meaning(
        "How much the loss bends along the gradient, the last move and the sharpest direction: the "
        "last is λ₁, no other can be larger.",
        r"\frac{v^{\top} H v}{\|v\|^2},\quad v = \nabla L,\; w_t - w_{t-1},\; u_1",
    )
}
