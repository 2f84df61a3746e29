"""The numbers of `measurements/held_out.py`."""

from descentlab.meanings.meaning import Meaning

MEANINGS = {
    "test_accuracy": Meaning(
        "How many digits the network gets right that it was not trained on, against their real "
        "labels.",
        r"\frac{1}{m}\sum_{j=1}^{m} \mathbf{1}[\operatorname{argmax}_k z_{jk} = y_j]",
    ),
    "gap": Meaning(
        "How much better the network is on the labels it was trained on than on unseen digits: "
        "what it has learned by heart.",
        r"\operatorname{acc}_{\text{train}} - \operatorname{acc}_{\text{test}}",
    ),
}
