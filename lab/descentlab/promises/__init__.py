"""What every exhibit promises, asked of any one of them: the lab's own, or a newcomer.

>>> from descentlab import load, try_exhibit
>>> print(try_exhibit(load("quadratic_stability"), dim=4))  # doctest: +SKIP
"""

from descentlab.promises.trying import PROMISES, Report, try_exhibit

__all__ = ["PROMISES", "Report", "try_exhibit"]
