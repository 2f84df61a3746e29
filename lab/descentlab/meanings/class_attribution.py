"""The numbers of `measurements/class_attribution.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import PAPYAN

MEANINGS = {
    "attribution": Meaning(
        "How far a sharp direction is that of one class: 1 where the two are the same line, 0 at a "
        "right angle.",
        r"\cos^2(u_i, \delta_c) = \frac{(u_i^{\top} \delta_c)^2}{\|\delta_c\|^2}",
        PAPYAN,
    ),
    "explained_rank": Meaning("The place of an eigenvector, counted from the sharpest.", r"i"),
    "explained": Meaning(
        "How much of a sharp direction the classes account for: 1 says that it lies among the "
        "means of the classes.",
        r"\|\Pi u_i\|^2,\quad \Pi \text{ onto the span of the } \delta_c \text{ or } \delta_{cc'}",
        PAPYAN,
    ),
    "class_mean_eigenvalues": Meaning(
        "The outliers that the class means alone would make: they tell how much of the spectrum's "
        "top is due to the classes.",
        r"\operatorname{eig}\left(\sum_c \omega_c\, \delta_c \delta_c^{\top}\right)",
        PAPYAN,
    ),
}
