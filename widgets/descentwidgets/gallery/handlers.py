"""The gallery's addresses: `/`, `/thumbnails/NAME.webp`, `/notebook/ID.ipynb`, `/verdicts`."""

from __future__ import annotations

import re
from typing import Any

from descentlab import own
from descentlab.catalog import exhibit_ids, list_exhibits, load
from descentlab.errors import LabError
from descentlab.share import decode
from tornado.web import RequestHandler, StaticFileHandler

from descentwidgets import shell
from descentwidgets.gallery.notebook_file import notebook
from descentwidgets.gallery.page import home_page
from descentwidgets.gallery.recorded import THUMBNAILS
from descentwidgets.gallery.yours import yours_section
from descentwidgets.verdicts_page import handlers as verdicts_page


class HomeHandler(RequestHandler):
    """`/`: search and tags are the page's own, so `?q=` and `?tag=` give the same answer."""

    def get(self) -> None:
        self.set_header("Cache-Control", "no-cache")
        yours = own.exhibits()
        hung = [load(name) for name in exhibit_ids() if name not in yours]
        first = yours_section(yours.values(), own.broken()) + self.saved()
        self.finish(home_page(hung, first, self.ways()))

    head = get

    def saved(self) -> str:
        """The section of saved runs; a server that keeps runs has one."""
        return ""

    def ways(self) -> list[tuple[str, str]]:
        """(address, words) of the server's other pages."""
        return [("./verdicts", "Verdicts")]


class ThumbnailHandler(StaticFileHandler):
    """A picture of the folder and nothing else; for good where its version is in the address."""

    def get_content_type(self) -> str:
        return "image/webp"

    def get_cache_time(self, path: str, modified: Any, mime_type: str) -> int:
        return 365 * 24 * 3600 if "v" in self.request.arguments else 3600

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("There is no such picture.\n")


class NotebookHandler(RequestHandler):
    """`/notebook/ID.ipynb`, with `?run=` of a shared link for that very run."""

    def get(self, name: str) -> None:
        if name not in exhibit_ids():
            not_here(self)
            return
        share = self.get_query_argument("run", "")
        try:
            checked(share, name)
        except LabError as error:
            self.set_status(400)
            self.finish(
                shell.plain_page("No notebook of this link", shell.notice(str(error), "../"))
            )
            return
        self.set_header("Content-Type", "application/x-ipynb+json; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{name}.ipynb"')
        self.set_header("Cache-Control", "no-cache")
        self.finish(notebook(load(name), share))

    head = get


def checked(share: str, exhibit: str) -> None:
    """LabError unless `share` is empty, or the text of a link to a run of `exhibit`."""
    if not share:
        return
    found = decode(share).exhibit
    # The decoder passes over letters that are not of the alphabet; a notebook must not.
    if not re.fullmatch(r"[A-Za-z0-9_-]+", share):
        raise LabError("Expected the text after ?run= of a link; found other letters in it.")
    if found != exhibit:
        raise LabError(
            f"Expected a run of {exhibit!r}; found one of {found!r}. "
            f"Ask for its notebook: /notebook/{found}.ipynb"
        )


def not_here(handler: RequestHandler) -> None:
    """Answer 404, and say what there is instead."""
    handler.set_status(404)
    # Relative, so that it holds behind a proxy that serves the lab under a path of its own.
    root = "../" * (handler.request.path.count("/") - 1) or "./"
    name = handler.request.path.strip("/")
    handler.finish(shell.unknown_page(name, list_exhibits(), root))


def patterns() -> list[tuple[Any, ...]]:
    """Tornado routes of the gallery."""
    return [
        (r"/", HomeHandler),
        (r"/thumbnails/([\w-]+\.webp)", ThumbnailHandler, {"path": str(THUMBNAILS)}),
        (r"/notebook/([^/]*)\.ipynb", NotebookHandler),
        *verdicts_page.patterns(),
    ]
