"""The outliers are those of the Gauss-Newton part of the Hessian."""

from __future__ import annotations

from descentlab.checks.bulk_and_outliers import outliers_of_gauss_newton
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="outliers_come_from_gauss_newton",
    exhibit="hessian_spectra",
    reference="sagun2017empirical",
    says=(
        "The “small number of large eigenvalues” can be linked to “the spectrum of the covariance "
        "matrix of gradients of model outputs”: they are those of G in H = G + R."
    ),
    steps=60,
    measure=outliers_of_gauss_newton,
    parts=(
        Part(
            "G has the outliers of H, to 5 %",
            "largest |λ(G)/λ(H) − 1| of the outliers",
            at_most=0.05,
        ),
        Part("there are ten, one a class", "outliers", 10, 10),
        Part(
            "R stays below a quarter of the last of them",
            "largest eigenvalue of R over the last outlier",
            at_most=0.25,
        ),
    ),
    control=NegativeControl(
        {"input_norm": 20.0, "activation": "tanh", "width": 8, "examples": 100, "lr": 0.001},
        "R stays below a quarter of the last of them",
        steps=20,
    ),
)
