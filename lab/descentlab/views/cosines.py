"""The views of angles between gradients."""

from __future__ import annotations

from descentlab.view import View

MATRIX = View(
    "cosines",
    "matrix",
    "Who pulls with whom",
    ("cosines",),
    "The cosine between every two gradients: 1 where they agree, −1 where what helps one hurts the "
    "other as much. Empty lines part the groups. *class*: gradients of single examples, a few of "
    "each class. *layer*: for each layer by itself, class against class (or task against task). "
    "*none*: the examples as they come. *task*, where there are several: the same examples' "
    "gradients in one task after the other.",
    {"low": -1.0, "high": 1.0, "rowlabel": "gradient", "columnlabel": "gradient"},
)
CLASSES = View(
    "class_cosines",
    "matrix",
    "Class against class",
    ("class_cosines",),
    "The mean cosine between the gradient of an example of one class (row) and that of another "
    "example of the same or another class (column).",
    {"low": -1.0, "high": 1.0, "digits": 2, "rowlabel": "class", "columnlabel": "class"},
)

VIEWS = (MATRIX, CLASSES)
