"""How many answers are right in each task of `exhibits/three_tasks.py`."""

from descentlab.meanings.meaning import Meaning

RIGHT = r"\frac{1}{n}\sum_{i=1}^{n} \mathbf{1}[\hat{y}_i = y_i]"

MEANINGS = {
    "right_digit": Meaning("The share of training examples whose digit is told right.", RIGHT),
    "right_parity": Meaning(
        "The share of training examples that are told right to be odd or even; 0.5 is guessing.",
        RIGHT,
    ),
    "right_third": Meaning(
        "How well the third task is done: the share of turns told right, or in denoising the share "
        "of the pixels' variance that is explained.",
        RIGHT + r"\;\text{ or }\; 1 - \frac{\sum \|z_i - x_i\|^2}{\sum \|x_i - \bar{x}\|^2}",
    ),
}
