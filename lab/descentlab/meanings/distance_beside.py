"""The numbers of `measurements/distance_beside.py`."""

from descentlab.meanings.meaning import Meaning

MEANINGS = {
    "distance_beside": Meaning(
        "How far what started beside the run has come from it, in weight space.",
        r"\|w_{\text{other}} - w\|_2",
    )
}
