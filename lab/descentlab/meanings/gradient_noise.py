"""The numbers of `measurements/gradient_noise.py`."""

from descentlab.meanings.conflicts import COSINE
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import CONDUCTOR, YU

MEANINGS = {
    "log_count": Meaning(
        "How many micro-batches the mean is over: 0 is one, 1 is two.", r"\log_2 K"
    ),
    "noise": Meaning(
        "How wrong a gradient from K micro-batches is: 1 is an error as long as the gradient of "
        "all examples.",
        r"\operatorname{E}\frac{\|\hat{g} - g\|^2}{\|g\|^2},\quad "
        r"\hat{g} = \frac{1}{K}\sum_{k=1}^{K} g_{B_k}",
        CONDUCTOR,
    ),
    "noise_model": Meaning(
        "What the noise would be if micro-batches were independent draws: it falls as one over "
        "their number.",
        r"\frac{1}{K}\operatorname{E}\frac{\|g_B - g\|^2}{\|g\|^2}",
        CONDUCTOR,
    ),
    "seen_negative": Meaning(
        "How often two tasks seem to conflict in a mean of K micro-batches, whatever they do on "
        "all examples.",
        r"\operatorname{Prob}[\cos(\hat{g}_i, \hat{g}_j) < 0]",
        CONDUCTOR,
    ),
    "true_cosines": Meaning(
        "Whether two tasks really pull against each other, on all examples: below 0 they do.",
        COSINE,
        YU,
    ),
}
