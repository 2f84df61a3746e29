"""Data sets: examples of one's own in place of the digits, from a CSV or an npz file.

>>> data = descentlab.datasets.read("iris.csv")
>>> run = descentlab.run("edge_of_stability", data=data)
"""

from descentlab.datasets.dataset import Dataset
from descentlab.datasets.preparing import prepare
from descentlab.datasets.reading import read, read_table
from descentlab.datasets.table import Table

__all__ = ["Dataset", "Table", "prepare", "read", "read_table"]
