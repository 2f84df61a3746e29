"""TeX between dollars becomes MathML while the site is built, so that no script is needed."""

import re

from descentlab.formulas import mathml
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

#: `$tex$` in a line, `$$tex$$` by itself. No dollar stands beside a space inside, as in prices.
PATTERN = r"(?<![\\$])(\$\$?)(?![\s$])((?:[^$\\]|\\.)+?)(?<!\s)\1(?!\d)"


class FormulaProcessor(InlineProcessor):
    """Puts the MathML of a formula aside, where no other rule of Markdown sees it."""

    def handleMatch(self, m: re.Match, data: str) -> tuple[str, int, int]:
        found = mathml(m.group(2).replace("\n", " "))
        if m.group(1) == "$$":
            found = found.replace('display="inline"', 'display="block"', 1)
        return self.md.htmlStash.store(found), m.start(0), m.end(0)


class Formulas(Extension):
    """Before escapes, for TeX is full of backslashes; after code, whose dollars are meant."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.inlinePatterns.register(FormulaProcessor(PATTERN, md), "formula", 185)
