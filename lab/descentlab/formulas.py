"""Formulas: TeX between dollars becomes MathML, which browsers typeset without a library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree

from descentlab.errors import LabError

_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
#: `$tex$` in a text; the stage looks for the same.
_IN_TEXT = re.compile(r"\$([^$]+)\$")
#: What the converter does not know, in what it does: names of operators, one letter without braces.
_REWRITTEN = (
    (re.compile(r"\\operatorname\*?\{(arg|lim)\\,"), r"\\\1\\operatorname{"),
    (re.compile(r"\\operatorname\*"), r"\\operatorname"),
    (re.compile(r"\\arg(min|max)(?![A-Za-z])"), r"\\arg\\\1"),
    (re.compile(r"\\(arg|diag|sign|softmax|tr|rank|Var|Cov)(?![A-Za-z])"), r"\\operatorname{\1}"),
    (re.compile(r"\\(math[a-z]+|operatorname)\s+([A-Za-z])"), r"\\\1{\2}"),
)
_FENCES = frozenset("|‖⟨⟩⌊⌋⌈⌉")
#: Their limits stand above and below on a line of its own, beside them in a text.
_WITH_LIMITS = frozenset({"∑", "∏", "max", "min", "sup", "inf", "lim", "arg"})
_LIMITS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}


@cache
def mathml(tex: str) -> str:
    r"""The MathML of a formula in TeX (without dollars), such as `\frac{2}{\eta}`.

    Raises LabError where the formula is not TeX, or has a command that is not known.
    """
    from latex2mathml.converter import convert  # loaded by those who show formulas

    known = tex
    for pattern, by in _REWRITTEN:
        known = pattern.sub(by, known)
    try:
        root = ElementTree.fromstring(convert(known))
    except Exception as error:  # the converter's own kinds, and what it trips over
        raise LabError(
            f"Expected a formula in TeX; found {tex!r}, which could not be read "
            f"({type(error).__name__}). Check its braces, and what stands after _ and ^."
        ) from error
    for element in root.iter():
        if (element.text or "").startswith("\\"):
            raise LabError(
                f"Expected TeX commands that are known; found {element.text} in {tex!r}. "
                r"Write \operatorname{name} or \text{name} for a name."
            )
        element.tag = element.tag.removeprefix(_NAMESPACE)
        _tidy(element)
    root.set("xmlns", _NAMESPACE[1:-1])
    return ElementTree.tostring(root, encoding="unicode")


def formulas_of(spec: dict[str, Any]) -> dict[str, str]:
    """Every formula of an exhibit's spec by its TeX: those in its texts, those of its series."""
    found = dict.fromkeys(_formulas(spec))
    return {tex: mathml(tex) for tex in found}


def _formulas(said: Any, key: str = "") -> Iterator[str]:
    if isinstance(said, str):
        yield from [said] if key == "formula" and said else _IN_TEXT.findall(said)
    elif isinstance(said, dict):
        for name, value in said.items():
            yield from _formulas(value, name)
    elif isinstance(said, list | tuple):
        for value in said:
            yield from _formulas(value, key)


def _tidy(element: ElementTree.Element) -> None:
    """What the converter leaves: names letter by letter, fences and accents that stretch."""
    letters = list(element)
    if len(letters) > 1 and all(x.get("mathvariant") == "normal" for x in letters):
        # \mathrm{diag} is one upright name, not a product.
        element.tag = "mi"
        element.text = "".join(x.text or "" for x in letters)
        for x in letters:
            element.remove(x)
    text = element.text or ""
    if text in _FENCES:
        element.tag = "mo"
        if "fence" not in element.attrib:
            element.attrib.update(stretchy="false", lspace="0", rspace="0")
    elif text == "/":
        element.attrib.update(lspace="0", rspace="0")
    elif set(text) and set(text) <= set("′″‴"):
        element.tag = "mo"
    elif element.tag == "mo" and text.isalpha() and len(text) > 1:
        # As an operator it would stand as far from its argument as a plus.
        element.attrib.update(lspace="0.1em", rspace="0.15em")
        if text in _WITH_LIMITS:
            element.set("movablelimits", "true")
    elif element.tag == "mover" and len(letters) == 2 and letters[1].text == "^":
        element.set("accent", "true")
        letters[1].set("stretchy", "false")
    elif element.tag in _LIMITS and letters[0].text in _WITH_LIMITS:
        element.tag = _LIMITS[element.tag]
