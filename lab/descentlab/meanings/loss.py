"""The numbers of `measurements/loss.py`."""

from descentlab.meanings.meaning import Meaning

MEAN_LOSS = r"L(w) = \frac{1}{n}\sum_{i=1}^{n} \ell_i(w)"
#: What L is where it is not that.
BOWL = r"L(w) = \frac{1}{2}\sum_i \lambda_i w_i^2"
FLATTENING_BOWL = r"L(w) = \sum_i \frac{\lambda_i w_i^2}{1 + \sqrt{1 + b w_i^2}}"
LASSO = r"f(x) = \frac{1}{2n}\|Ax - b\|^2 + \lambda \sum_i h(x_i)"
MEAN_OF_TASKS = r"L(w) = \frac{1}{m}\sum_{i=1}^{m} L_i(w)"
#: S are the planted examples and c the weight they are trained with.
WEIGHTED = (
    r"L(w) = \frac{1}{n}\left(\sum_{i \notin S} \ell_i(w) + c \sum_{i \in S} \ell_i(w)\right)"
)

MEANINGS = {
    "loss": Meaning(
        "What training makes small: how wrong the model is at these weights, over all that it "
        "trains on.",
        MEAN_LOSS,
    ),
    "accuracy": Meaning(
        "The share of training examples whose largest output is the right class; 1 is all of them.",
        r"\frac{1}{n}\sum_{i=1}^{n} \mathbf{1}[\operatorname{argmax}_k z_{ik} = y_i]",
    ),
}
