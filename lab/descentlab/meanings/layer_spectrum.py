"""The numbers of `measurements/layer_spectrum.py`."""

from descentlab.meanings.meaning import Meaning

MEANINGS = {
    "layer_eigenvalues": Meaning(
        "How sharp the loss is when one layer's weights move alone: which layer holds the sharp "
        "directions.",
        r"\lambda_i(H_{SS}),\quad S \text{ the weights of a layer}",
    ),
    "layer_mean": Meaning(
        "The mean curvature over all directions of one layer's weights.",
        r"\frac{1}{|S|} \operatorname{tr} H_{SS}",
    ),
    "layer_mean_error": Meaning(
        "Half the width of the 95 % interval of that mean, which is estimated with random probes.",
        r"\frac{1}{|S|}\, t_{0.975,\,k-1} \frac{s}{\sqrt{k}},\quad k \text{ probes}",
    ),
}
