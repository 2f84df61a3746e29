"""The numbers of `measurements/stability_map.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import MULAYOFF, WU_SU

MEANINGS = {
    "stability_cells": Meaning(
        "What six runs of SGD did that began beside the minimum with this learning rate and batch "
        "size.",
        r"\frac{L(w_t)}{L(w_0)} \ge 10^{6}:\ \text{left},\quad \le 10^{-4}:\ \text{home}",
    ),
    "exact_boundary": Meaning(
        "The learning rate, over that of the full batch, above which the mean square distance from "
        "the minimum grows.",
        r"\log_{10}\frac{\eta^{*}(B)}{2/\lambda_1},\quad \log_2 B",
        MULAYOFF,
    ),
    "batch_sizes": Meaning("How many examples a step sees.", r"\log_2 B"),
    "critical_by_batch": Meaning(
        "The largest learning rate at which SGD stays: by the exact operator, by the runs, and by "
        "the bounds of trace and largest eigenvalue.",
        r"\eta^{*} = \frac{1}{\lambda_{\max}(K^{-1}N)},\quad \frac{2}{\operatorname{tr} H},\quad "
        r"\frac{2}{\lambda_1}",
        MULAYOFF,
    ),
    "own_place": Meaning(
        "Where the learning rate and batch size in hand lie in the map.",
        r"\log_{10}\frac{\eta}{2/\lambda_1},\quad \log_2 B",
    ),
    "own_ratios": Meaning(
        "How far each lane in hand has come from the minimum: it falls where SGD stays and rises "
        "where it leaves.",
        r"\frac{L(w_t)}{L(w_0)}",
    ),
    "minimum_sharpness": Meaning(
        "How sharp the minimum is, to batches of one (the trace) and to the full batch (the "
        "largest eigenvalue), beside 2/η.",
        r"\operatorname{tr} H = \frac{1}{n}\sum_i \|\nabla f_i\|^2,\quad \lambda_1,\quad "
        r"\frac{2}{\eta}",
        WU_SU,
    ),
}
