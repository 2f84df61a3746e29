"""The numbers of `measurements/gradient_norm.py`."""

from descentlab.meanings.meaning import Meaning

MEANINGS = {
    "gradient_norm": Meaning(
        "How steep the loss is here: its rise for each unit of distance straight uphill; 0 at a "
        "minimum.",
        r"\|\nabla L(w)\|_2",
    )
}
