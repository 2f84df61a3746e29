"""The numbers of `measurements/pinn_wavenumbers.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import WANG

MEANINGS = {
    "imbalance_at": Meaning(
        "How fast the solution oscillates: 0 is one half-wave, 0.9 is eight.", r"\log_{10} a"
    ),
    "imbalance": Meaning(
        "How the equation drowns its boundary out as the solution oscillates faster, at the very "
        "start of training.",
        r"\log_{10} \|\nabla L_r\|,\quad \log_{10} \frac{\|\nabla L_r\|}{\|\nabla L_b\|}",
        WANG,
    ),
    "imbalance_model": Meaning(
        "Growth in proportion to the wavenumber, through the value at 8, to compare with.",
        r"y(8) + \log_{10} a - \log_{10} 8",
    ),
}
