"""A dataclass's fields are told by the comments beside them (`x: Tensor  # [m] float64`)."""

import ast
from typing import Any

import griffe


class FieldComments(griffe.Extension):
    """Takes the comment at the end of a field's line, and of those below it, as its docstring."""

    def on_attribute_instance(self, *, attr: griffe.Attribute, **kwargs: Any) -> None:
        node = kwargs.get("node")
        if attr.docstring or not isinstance(node, ast.AnnAssign) or not attr.parent.is_class:
            return
        lines = attr.module.lines_collection[attr.filepath]
        _, mark, comment = lines[node.end_lineno - 1][node.end_col_offset :].partition("#")
        if mark:
            attr.docstring = griffe.Docstring(comment.strip(": "), lineno=node.lineno, parent=attr)
