"""The gallery as it is answered: cards, pictures, notebooks, what is refused. No browser."""

import asyncio
import json
from dataclasses import replace
from html.parser import HTMLParser

import nbformat
import pytest
from descentlab.catalog import exhibit_ids, load
from descentlab.share import Shared, SharedBranch, encode
from descentlab.verdicts import claims_of, every_claim, rows
from descentwidgets.gallery import handlers
from descentwidgets.gallery.cards import card
from descentwidgets.gallery.notebook_file import notebook
from descentwidgets.gallery.page import home_page
from descentwidgets.gallery.prose import prose
from descentwidgets.gallery.recorded import FOLDER, THEMES, THUMBNAILS, cost
from descentwidgets.gallery.saved import saved_section
from descentwidgets.verdicts_page.asking import slug
from PIL import Image
from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

EXHIBITS = [load(name) for name in exhibit_ids()]
BOWL = "quadratic_stability"
SHARE = encode(Shared(BOWL, (SharedBranch("main", None, 0, 5, ()),)))


class Elsewhere(RequestHandler):
    def prepare(self):
        handlers.not_here(self)


def ask(path: str, method: str = "GET", **headers: str) -> HTTPResponse:
    """One request to a server of the gallery's routes."""

    async def once() -> HTTPResponse:
        socket, port = bind_unused_port()
        server = HTTPServer(Application(handlers.patterns(), default_handler_class=Elsewhere))
        server.add_sockets([socket])
        try:
            url = f"http://127.0.0.1:{port}{path}"
            client = AsyncHTTPClient()
            return await client.fetch(url, method=method, headers=headers, raise_error=False)
        finally:
            server.stop()
            await server.close_all_connections()

    return asyncio.run(once())


class Elements(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            a for t, a in self.found if t == tag and all(a.get(k) == v for k, v in wanted.items())
        ]


# --- the page --------------------------------------------------------------------------------


def test_every_exhibit_hangs_once_with_its_notebook_and_tags():
    html = ask("/").body.decode()
    page = Elements(html)
    cards = {a["data-exhibit"]: a for a in page.all("li") if "data-exhibit" in a}
    assert sorted(cards) == sorted(exhibit_ids())
    for exhibit in EXHIBITS:
        assert len(page.all("a", href=f"./{exhibit.id}")) == 1
        assert len(page.all("a", href=f"./notebook/{exhibit.id}.ipynb")) == 1
        assert cards[exhibit.id]["data-tags"].split("|") == list(exhibit.tags)
    ids = [a["id"] for _, a in page.found if a.get("id")]
    assert len(ids) == len(set(ids))
    assert "$" not in html.split("<main")[1].split("<footer")[0], "a formula left as TeX"
    # Without the script nothing is offered that would not work.
    assert "hidden" in page.all("search")[0]


def test_a_card_tells_the_verdict_and_leads_to_its_evidence():
    html, page = ask("/").body.decode(), Elements(ask("/verdicts").body.decode())
    assert Elements(html).all("a", href="./verdicts")
    claims = {a["data-claim"]: a for a in page.all("tr", **{"class": "claim"})}
    assert sorted(claims) == sorted(claim.id for claim in every_claim())
    for row in rows(every_claim()):
        assert claims[row.claim.id]["data-verdict"] == slug(row)
        hung = page.all("tbody", id=row.claim.exhibit)
        assert len(hung) == 1
        link = Elements(html).all("a", href=f"./verdicts#{row.claim.exhibit}")
        assert len(link) == any(r.outcome for r in rows(claims_of(row.claim.exhibit)))
    asked = Elements(ask("/verdicts?verdict=larger-hardware&paper=<b>").body.decode())
    shown = [a for a in asked.all("tr", **{"class": "claim"}) if "hidden" not in a]
    assert {a["data-verdict"] for a in shown} <= {"larger-hardware"}


def test_a_newcomer_has_a_drawing_of_its_own_and_no_figures():
    newcomers = [
        replace(EXHIBITS[0], id="newcomer", title=title, tags=()) for title in ("One", "Two")
    ]
    drawn = [card(e) for e in newcomers]
    for html in drawn:
        assert "<svg" in html
        assert "<img" not in html
        assert " ms = " not in html
    assert (
        drawn[0].split("<svg")[1].split("</svg>")[0] != drawn[1].split("<svg")[1].split("</svg>")[0]
    )
    assert 'href="./newcomer"' in home_page(newcomers[:1])


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda e: e.id)
def test_our_own_have_pictures_in_both_themes_and_figures(exhibit):
    assert not exhibit.picture or exhibit.picture in [v.id for v in exhibit.views]
    for theme in THEMES:
        file = THUMBNAILS / f"{exhibit.id}-{theme}.webp"
        assert file.stat().st_size <= 15_000
        with Image.open(file) as image:
            assert image.size == (640, 400)
            assert len(set(image.convert("L").resize((64, 40)).getdata())) > 8, "blank"
    paid = cost(exhibit.id)
    assert paid.steps == exhibit.check_steps, "run scripts/draw_gallery.py --costs"
    assert paid.seconds > 0
    assert f" {paid.steps} steps × " in str(paid)


def test_the_pictures_are_of_exhibits_and_not_heavy():
    names = {file.stem.rsplit("-", 1)[0] for file in THUMBNAILS.iterdir()}
    assert names <= set(exhibit_ids())
    assert sum(f.stat().st_size for f in FOLDER.rglob("*") if "__pycache__" not in f.parts) < 1e6


def test_prose_lets_nothing_in_but_its_marks():
    said = prose("**a** and *b*, `c<i>`, ρ* and λ*, $x_1$ <script>alert(1)</script> 2/η")
    assert "<strong>a</strong> and <em>b</em>, <code>c&lt;i&gt;</code>, ρ* and λ*, <math" in said
    assert "<script>" not in said
    assert "xmlns" not in said
    assert "2/\u2060η" in said


def test_saved_runs_are_listed_and_lead_nowhere_else():
    assert saved_section([]) == ""
    run = {
        "name": "<b>class</b>", "exhibit": BOWL, "title": "Why 2/η?", "steps": 30,
        "when": "today", "url": "./saved/class", "download": "./saved/class.zarr.zip",
    }  # fmt: skip
    section = saved_section([run])
    assert "&lt;b&gt;class" in section
    assert "<b>" not in section
    assert section in home_page(EXHIBITS[:1], section)
    for url in ("javascript:alert(1)", "//evil.example/x"):
        with pytest.raises(ValueError, match="on this server"):
            saved_section([{**run, "url": url}])


# --- pictures --------------------------------------------------------------------------------


def test_pictures_are_kept_by_the_browser_and_answered_to_head():
    path = f"/thumbnails/{BOWL}-light.webp?v=1"
    full = ask(path)
    assert full.code == 200
    assert full.headers["Content-Type"] == "image/webp"
    assert "max-age=31536000" in full.headers["Cache-Control"]
    head = ask(path, "HEAD")
    assert (head.code, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(full.body))
    assert ask(path, **{"If-None-Match": full.headers["Etag"]}).code == 304
    assert "max-age=3600" in ask(path.split("?")[0]).headers["Cache-Control"]
    assert ask("/", "HEAD").code == ask(f"/notebook/{BOWL}.ipynb", "HEAD").code == 200


@pytest.mark.parametrize(
    "path",
    ["/thumbnails/../recorded.json", "/thumbnails/..%2frecorded.json", "/thumbnails/nobody.webp",
     "/thumbnails/%2e%2e/page.py", "/thumbnails/", "/notebook/../page.ipynb"],
)  # fmt: skip
def test_nothing_else_is_reached(path):
    answer = ask(path)
    assert answer.code == 404
    assert b"Traceback" not in answer.body
    assert b"import" not in answer.body


# --- notebooks -------------------------------------------------------------------------------


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda e: e.id)
def test_a_notebook_is_one(exhibit):
    text = notebook(exhibit)
    found = nbformat.reads(text, as_version=4)
    nbformat.validate(found)
    for cell in found.cells:
        if cell.cell_type == "code":
            compile(cell.source, exhibit.id, "exec")
    for step in exhibit.story:
        assert json.dumps(step.text, ensure_ascii=False)[1:-1] in text


def test_a_notebook_runs(capsys):
    answer = ask(f"/notebook/{BOWL}.ipynb")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{BOWL}.ipynb"'
    found = nbformat.reads(answer.body.decode(), as_version=4)
    names: dict = {}
    for cell in found.cells:
        if cell.cell_type == "code":
            exec(cell.source.replace(f'dw.show("{BOWL}")', ""), names)
    said = capsys.readouterr().out
    assert "holds:" in said
    assert "@book{polyak1987introduction" in said
    assert names["run"].step == load(BOWL).check_steps


def test_a_notebook_of_a_shared_run_reopens_it():
    code = ask(f"/notebook/{BOWL}.ipynb?run={SHARE}").body.decode()
    assert json.dumps(f'dw.show("{BOWL}", share="{SHARE}")')[1:-1] in code


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (f"/notebook/{BOWL}.ipynb?run=nonsense", 400, "found text that is not one"),
        (f"/notebook/{BOWL}.ipynb?run={SHARE[:8]}!!!!{SHARE[8:]}", 400, "Expected the text"),
        (f"/notebook/catapult.ipynb?run={SHARE}", 400, "/notebook/quadratic_stability.ipynb"),
        ("/notebook/quadratic.ipynb", 404, "quadratic_stability"),
        ("/no_such<b>thing", 404, "quadratic_stability"),
    ],
)
def test_what_cannot_be_answered_says_why(path, status, said):
    answer = ask(path)
    assert answer.code == status
    html = answer.body.decode()
    assert said in html
    assert "Traceback" not in html
    assert "<b>" not in html.split("<body>")[1]
