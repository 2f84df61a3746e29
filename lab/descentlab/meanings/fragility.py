"""The numbers of `measurements/fragility.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import SAO

MEANINGS = {
    "radius_quantiles": Meaning(
        "How far away the ghosts of all examples are: the least, some quantiles, and how many "
        "times farther than the bound ρ_a a typical one is.",
        r"Q_q(\rho_i^{*}),\quad Q_{1/2}\left(\rho_i^{*}/\rho_{a,i}\right),\quad "
        r"\min_i \rho_{\text{flip},i}",
        SAO,
    ),
    "certified_share": Meaning(
        "For how many examples the nearest ghost is certain; the others count with a lower bound.",
        r"\frac{1}{n}\sum_i \mathbf{1}[\rho_i^{*} \text{ certified}]",
        SAO,
    ),
    "bump_ratio": Meaning(
        "Whether a ghost's height tells the width of the bump below it: 1 for two equal classes. "
        "The last line is the share of ghosts still ahead.",
        r"\frac{2\sigma \operatorname{Im} t}{\pi},\quad \sigma^2 = K''(\operatorname{Re} t),\; "
        r"K = \log F",
        SAO,
    ),
    "fragile_images": Meaning(
        "The examples whose ghosts are nearest, and those whose logits change fastest.",
        r"\operatorname{argmin}_i \rho_i^{*},\quad \operatorname{argmin}_i \rho_{a,i}",
        SAO,
    ),
    "fragile_scores": Meaning(
        "The distance of this example's nearest ghost along the step.",
        r"\rho_i^{*} = \min \{|t| : F_i(t) = 0\}",
        SAO,
    ),
    "fragile_ids": Meaning("The example's number in the training set.", r"i"),
}
