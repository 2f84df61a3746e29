"""What a person takes home from the page, and what opens from disk without a server."""

from __future__ import annotations

import io
import re
import zipfile
from typing import get_args

import pytest
from descentlab.catalog import load
from descentlab.view import Kind
from descentlab.worker.session import Session
from descentwidgets.standalone import html_of
from harness import PATIENCE, STAGE, eventually
from PIL import Image

pytestmark = pytest.mark.browser

#: Between them they have every kind of view; a step each is enough to draw them.
EXHIBITS = {
    "hessian_spectra": {"width": 6},
    "loss_landscape": {},
    "ghosts_of_softmax": {},
    "gradients_in_the_plane": {},
    "gradients_in_space": {},
    "pareto_basins": {},
    "every_optimizers_edge": {},
}


def download(page, act):
    with page.expect_download(timeout=PATIENCE * 1000) as waiting:
        act()
    return waiting.value


def body(download):
    with open(download.path(), "rb") as file:
        return file.read()


def choose(page, menu, item):
    page.get_by_test_id(menu).click()
    page.get_by_test_id(item).click()


def cursor(page):
    return page.locator(STAGE).get_attribute("data-cursor")


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory):
    """Make a snapshot of an exhibit on disk: snapshots(exhibit, steps, settings)."""
    folder = tmp_path_factory.mktemp("snapshots")

    def make(name, steps, **settings):
        exhibit = load(name)
        known = {k: v for k, v in settings.items() if k in exhibit.settings.__dataclass_fields__}
        session = Session(exhibit, exhibit.settings().with_(**known))
        session.advance(steps)
        path = folder / f"{name}.html"
        path.write_bytes(html_of(session))
        return path.as_uri()

    return make


def test_the_page_hands_out_numbers_a_record_a_snapshot_and_a_citation(lab, new_visit, tmp_path):
    visit = new_visit()
    page = visit.open(f"{lab.url}/quadratic_stability?dim=4")
    for _ in range(3):
        page.get_by_test_id("step").click()
    eventually(lambda: visit.number("data-step") == 3, "three steps")

    table = download(page, lambda: choose(page, "menu-loss", "csv-loss"))
    assert table.suggested_filename == "quadratic_stability-loss-step3.csv"
    rows = [line for line in body(table).decode().splitlines() if not line.startswith("#")]
    assert rows[0].startswith("branch,step,loss")
    assert len(rows) == 1 + 4

    record = body(download(page, lambda: choose(page, "menu-keep", "keep-zarr")))
    assert "zarr.json" in zipfile.ZipFile(io.BytesIO(record)).namelist()
    cited = body(download(page, lambda: choose(page, "menu-keep", "keep-bibtex"))).decode()
    assert "@misc{descentlab" in cited

    made = download(page, lambda: choose(page, "menu-keep", "keep-snapshot"))
    assert made.suggested_filename == "quadratic_stability-snapshot-step3.html"
    alone = new_visit()
    made.save_as(tmp_path / "run.html")  # only so named does a browser take it for a page
    alone.open((tmp_path / "run.html").as_uri())
    assert alone.number("data-step") == 3
    live = alone.page.get_by_test_id("open-live").get_attribute("href")
    assert live.startswith(f"{lab.url}/quadratic_stability?run=")


def test_a_snapshot_scrubs_plays_and_makes_pictures_and_movies_from_disk(snapshots, new_visit):
    visit = new_visit(color_scheme="dark")
    page = visit.open(snapshots("quadratic_stability", 24, dim=4))
    readout = page.get_by_test_id("readout-loss")
    last = readout.inner_text()
    page.get_by_test_id("scrub").fill("4")
    eventually(lambda: readout.inner_text() != last, "the read-out of step 4")
    page.get_by_test_id("play").click()
    eventually(lambda: cursor(page) == "live", "the record to have been played to its end")
    for hidden in ("reset", "fork", "share", "gallery"):
        assert not page.get_by_test_id(hidden).is_visible()

    choose(page, "menu-loss", "picture-loss")
    page.get_by_test_id("columns-single").check()
    enabled = page.locator("[data-testid=picture-png]:enabled")
    png = Image.open(io.BytesIO(body(download(page, enabled.click))))
    assert png.width == round(89 / 25.4 * 300)
    assert round(png.info["dpi"][0]) == 300
    assert png.convert("RGB").getpixel((1, 1)) == (255, 255, 255)  # light, whatever the page is
    page.keyboard.press("Escape")

    choose(page, "menu-loss", "movie-loss")
    for name, value in {"frames": 5, "fps": 10, "width": 320, "to": 20}.items():
        page.get_by_test_id(f"movie-{name}").fill(str(value))
    gif = Image.open(
        io.BytesIO(body(download(page, lambda: page.get_by_test_id("movie-make").click())))
    )
    assert (gif.n_frames, gif.width, gif.info["duration"]) == (5, 320, 100)
    frames = []
    for i in range(gif.n_frames):
        gif.seek(i)
        frames.append(gif.convert("RGB").tobytes())
    assert len(set(frames)) == 5
    schemes = {url.split(":")[0] for url in visit.requests}
    assert schemes <= {"file", "blob", "data"}


def test_every_kind_of_view_comes_out_as_a_drawing(snapshots, new_visit):
    drawn = {}
    for name, settings in EXHIBITS.items():
        views = {view.kind: view.id for view in load(name).views if view.kind not in drawn}
        page = new_visit().open(snapshots(name, 1, **settings))
        for kind, view in views.items():
            choose(page, f"menu-{view}", f"picture-{view}")
            save = page.locator("[data-testid=picture-svg]:enabled")
            svg = body(download(page, save.click)).decode()
            page.get_by_test_id("picture-close").click()
            # Beside ground, title and foot: what the view itself has drawn on its canvases.
            drawn[kind] = len(re.findall(r"<(?:path|image)\b", svg))
            assert re.search(r'<svg [^>]*width="89mm"', svg)
            assert len(re.findall(r"<text\b", svg)) >= 3, kind
        page.context.close()
    assert set(drawn) == set(get_args(Kind))
    assert min(drawn.values()) >= 2, drawn
