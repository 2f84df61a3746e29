"""The numbers of `measurements/learning_order.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.networks import MEANINGS as OF_NETWORKS

#: More than half of the probability on its label.
LEARNED = r"p_{i, y_i} > \tfrac{1}{2}"

MEANINGS = {
    "network_loss": OF_NETWORKS["network_loss"],
    "network_accuracy": OF_NETWORKS["network_accuracy"],
    "learned": Meaning(
        "How many examples of a group are learned now: their network gives the label they came "
        "with more than half of the probability.",
        rf"\frac{{1}}{{|G|}}\sum_{{i \in G}} \mathbf{{1}}\left[{LEARNED}\right]",
    ),
    "first_step": Meaning("The stretch of steps that a bar is for.", r"\log_{10} t"),
    "first_learned": Meaning(
        "When examples were learned for the first time: the share of a group for which it was in "
        "this stretch of steps.",
        rf"\frac{{1}}{{|G|}} \#\{{i \in G : \min\{{t : {LEARNED}\}} \text{{ in the stretch}}\}}",
    ),
}
