"""The numbers of `measurements/along_first.py`."""

from descentlab.meanings.meaning import Meaning

MEANINGS = {
    "along_first": Meaning(
        "Where each path is along the sharpest direction; the valley's floor is at 0, and a change "
        "of sign is a change of sides.",
        r"u_1^{\top} w",
    )
}
