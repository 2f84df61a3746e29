"""The numbers of `measurements/held_out_lanes.py`."""

from descentlab.meanings.meaning import Meaning

MEANINGS = {
    "fresh_pixels": Meaning(
        "How far off the hidden pixels of digits are that no lane was trained on, in standard "
        "deviations of a pixel.",
        r"\frac{1}{n}\sum_{i=1}^{n} \frac{1}{|M_i|} \sum_{p \in M_i} |\hat{x}_{ip} - x_{ip}|",
    ),
    "fresh_structure": Meaning(
        "How unlike the restored pictures of such digits are in structure: 0 for equal ones.",
        r"1 - \frac{1}{n}\sum_{i=1}^{n} \mathrm{SSIM}(\hat{x}_i, x_i)",
        "Wang, Bovik, Sheikh & Simoncelli, 2004",
    ),
}
