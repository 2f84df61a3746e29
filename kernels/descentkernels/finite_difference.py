"""Third directional derivatives from gradients alone, where autograd's are wrong."""

from collections.abc import Callable

from torch import Tensor

# Step along unit directions, in float64. With Richardson extrapolation truncation falls as h⁴
# and rounding grows as 1e-16/h²: both are near 1e-10 for derivatives of order one.
_STEP = 2e-3


def third_by_differences(
    gradient: Callable[[Tensor], Tensor], w: Tensor, u: Tensor, v: Tensor
) -> Tensor:
    """∇_w (uᵀH(w)v) by polarised second differences of a float64 gradient.

    D(h) = [g(w+h(u+v)) + g(w−h(u+v)) − g(w+h(u−v)) − g(w−h(u−v))] / 4h², error O(h²); returned
    is (4 D(h/2) − D(h)) / 3, error O(h⁴). Eight gradients. u and v are taken at unit length and
    the result scaled back, so that the step fits whatever their length.

    Args:
        gradient: [P] -> [P], float64.
        w: [P] float64.
        u: [P] float64.
        v: [P] float64.

    Returns:
        [P] float64; zeros if u or v is zero.
    """
    scale = u.norm() * v.norm()
    if scale == 0:
        return w * 0
    plus, minus = u / u.norm() + v / v.norm(), u / u.norm() - v / v.norm()

    def difference(h: float) -> Tensor:
        along = gradient(w + h * plus) + gradient(w - h * plus)
        across = gradient(w + h * minus) + gradient(w - h * minus)
        return (along - across) / (4 * h * h)

    return scale * (4 * difference(_STEP / 2) - difference(_STEP)) / 3
