"""Settings that several exhibits declare alike."""

from __future__ import annotations

from typing import Annotated

from descentlab.settings import Choice, Info, Range

LearningRate = Annotated[
    float,
    Range(1e-3, 20.0, log=True),
    Info("learning rate η", "The step is η times the gradient.", live=True),
]
ScalarRate = Annotated[
    float,
    Range(1e-4, 1.0, log=True),
    Info("η, Scalar RMSProp", "The length of its step, about.", live=True),
]
SoftmaxLoss = Annotated[
    str,
    Choice("cross_entropy"),
    Info("loss", "In nats. A squared loss has no softmax, and no ghosts.", group="problem"),
]
BowlPlane = Annotated[  # without what takes a network's layers
    str,
    Choice("top_eigenvectors", "gradient_and_eigenvector", "trajectory_pca"),
    Info("plane", "Two directions in weight space the landscape is cut along.", True, "view"),
]
