"""`/verdicts`: chosen by `?verdict=` and `?paper=`."""

from __future__ import annotations

from typing import Any

from descentlab.verdicts import every_claim, rows
from tornado.web import RequestHandler

from descentwidgets.verdicts_page.asking import Question
from descentwidgets.verdicts_page.page import verdicts_page


class VerdictsHandler(RequestHandler):
    """The page, from the record; nothing is run."""

    def get(self) -> None:
        found, asked = rows(every_claim()), self.get_query_argument
        question = Question.of(asked("verdict", ""), asked("paper", ""), found)
        self.set_header("Cache-Control", "no-cache")
        self.finish(verdicts_page(found, question))

    head = get


def patterns() -> list[tuple[Any, ...]]:
    """Tornado routes."""
    return [(r"/verdicts", VerdictsHandler)]
