"""The numbers of `measurements/spectral_density.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import GHORBANI, SAGUN

MEANINGS = {
    "density_x": Meaning(
        "The eigenvalue at which the density is drawn.",
        r"x",
    ),
    "density": Meaning(
        "How many of all eigenvalues lie about x: the area under a stretch is the share of "
        "directions with such a curvature.",
        r"\rho(x) = \frac{1}{N}\sum_{i=1}^{N} \mathcal{N}(x;\, \lambda_i, \sigma^2),\quad "
        r"\sigma = \tfrac{1}{25}|\lambda_1|",
        GHORBANI,
    ),
    "density_error": Meaning(
        "Half the width of the 95 % interval of the estimated density; 0 where all eigenvalues "
        "were found exactly.",
        r"\operatorname{Prob}\left[|\hat{\rho}(x) - \rho(x)| \le \varepsilon(x)\right] = 0.95",
    ),
    "density_outliers": Meaning(
        "The largest eigenvalues, found one by one: they stand apart from the bulk.",
        r"\lambda_1 \ge \lambda_2 \ge \dots",
        SAGUN,
    ),
}
