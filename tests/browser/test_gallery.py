"""The gallery as a person uses it: search, tags, the address line, themes, widths."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from descentwidgets.gallery.handlers import patterns
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application

pytestmark = pytest.mark.browser
SHOWN = "li.exhibit:not([hidden])"


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The gallery's routes by themselves: they need no experiment."""
    loop, (socket, port) = asyncio.new_event_loop(), bind_unused_port()

    def run() -> None:
        asyncio.set_event_loop(loop)
        HTTPServer(Application(patterns())).add_sockets([socket])
        loop.run_forever()

    thread = threading.Thread(target=run, name="gallery", daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    socket.close()


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_search_tags_and_the_address_go_together(gallery, visit):
    page = visit.open(f"{gallery}/", stage=False)
    count, every = page.get_by_test_id("count"), page.locator("li.exhibit").count()
    assert count.inner_text() == f"{every} exhibits"

    page.keyboard.press("/")
    page.keyboard.type("GUNEY softmax")
    assert page.get_by_test_id("query").input_value() == "GUNEY softmax"
    assert page.locator(SHOWN).count() == 0
    assert page.get_by_text("No exhibit has all of these words").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.type("guney")  # Güney's papers
    found = page.locator(SHOWN).count()
    assert 0 < found < every
    assert count.inner_text() == f"{found} of {every} exhibits"
    assert page.url.endswith("?q=guney")

    page.locator(SHOWN).first.locator("a.tag", has_text="landscape").click()
    pressed = page.locator("button.tag[aria-pressed=true]")
    assert pressed.inner_text() == "landscape"
    assert "tag=landscape" in page.url
    assert page.locator("section.room:visible").count() == 1

    page.reload()
    assert page.locator(SHOWN).count() == found
    assert page.get_by_test_id("query").input_value() == "guney"
    page.locator("button.tag[aria-pressed=true]").click()
    page.get_by_test_id("query").fill("")
    assert page.locator(SHOWN).count() == every
    assert page.url == f"{gallery}/"

    opened = page.locator("a.open", has_text="Why 2/η?")
    assert opened.evaluate("a => a.href") == f"{gallery}/quadratic_stability"


def test_it_fits_is_seen_and_read_in_both_themes(gallery, visit):
    page = visit.open(f"{gallery}/", stage=False)
    for width in (1440, 800, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0
        assert page.locator("li.exhibit img").first.evaluate("i => i.decode().then(() => i.width)")
    toggle = page.get_by_test_id("theme")
    for theme in ("light", "dark"):
        toggle.click()
        assert toggle.get_attribute("aria-label") == f"Theme: {theme}"
        page.wait_for_function(
            "t => document.querySelector('li.exhibit img').currentSrc.includes(`-${t}.webp`)",
            arg=theme,
        )
        bad = [v["id"] for v in Axe().run(page).response["violations"]]
        assert bad == []


def test_verdicts_are_reached_chosen_and_read_in_both_themes(gallery, visit):
    page = visit.open(f"{gallery}/", stage=False)
    page.locator("p.verdict a").first.click()
    assert "/verdicts#" in page.url
    every = page.locator("tr.claim").count()
    assert page.get_by_test_id("count").inner_text() == f"{every} claims"
    page.locator(".by-verdict a.reproduced").click()
    reproduced = page.locator("tr.claim:visible").count()
    assert 0 < reproduced == page.locator("tr.claim:visible .verdict.reproduced").count()
    page.get_by_test_id("paper").select_option("sao2026ghosts")
    some = page.locator("tr.claim:visible").count()
    assert page.get_by_test_id("count").inner_text() == f"{some} of {every} claims"
    assert page.url.endswith("verdicts?verdict=reproduced&paper=sao2026ghosts")
    page.reload()
    assert page.locator("tr.claim:visible").count() == some
    page.locator(".by-verdict a.all").click()
    page.get_by_test_id("paper").select_option("")
    assert page.locator("tr.claim:visible").count() == every
    page.locator("tr.more[data-verdict=reproduced] summary").first.press("Enter")
    assert page.get_by_role("columnheader", name="seed 0").first.is_visible()
    for width in (1440, 800, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0
    # Enough rows for every colour; of all of them axe takes half a minute.
    page.get_by_test_id("paper").select_option("sao2026ghosts")
    page.locator("summary:visible").first.click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert [v["id"] for v in Axe().run(page).response["violations"]] == []


def test_without_scripts_it_shows_everything(gallery, new_visit):
    page = new_visit(java_script_enabled=False).open(f"{gallery}/verdicts", stage=False)
    page.get_by_test_id("paper").select_option("sao2026ghosts")
    page.get_by_role("button", name="Show").click()
    shown = page.locator("tr.claim:visible")
    assert {el.get_attribute("data-paper") for el in shown.all()} == {"sao2026ghosts"}
    page.goto(f"{gallery}/")
    assert page.locator("li.exhibit").count() == page.locator("a.open:visible").count() > 30
    assert page.locator("search").is_hidden()
    assert page.get_by_test_id("theme").is_hidden()
