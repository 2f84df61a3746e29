"""Look at every page as people meet it: `.venv/bin/python scripts/check_access.py URL [FOLDER]`.

Of the lab served at URL: axe-core on the gallery and on an exhibit of each kind of view, narrow and
wide, light and dark; then every exhibit at six widths for what hangs over the edge. Pictures go to
FOLDER. Ends with status 1 where something serious is found, or anything wider than its window.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from find_chromium import FLAGS, find
from playwright.sync_api import Browser, Page, sync_playwright

#: Together they have every kind of view.
KINDS = (
    "hessian_spectra",
    "central_flow",
    "ghosts_of_softmax",
    "descent_in_the_plane",
    "every_optimizers_edge",
    "gradient_conductor",
    "gradients_in_the_plane",
    "loss_landscape",
)
WIDTHS = (1440, 1080, 800, 660, 400, 390)
#: What axe calls bad enough to keep somebody out.
SERIOUS = ("serious", "critical")
#: Elements that reach beyond the window although nothing around them scrolls or cuts them off.
OVERHANG = """() => {
  const found = [];
  const held = (e) => {
    for (let p = e; p; p = p.parentElement ?? p.getRootNode().host) {
      const style = getComputedStyle(p);
      const cuts = /auto|scroll|hidden|clip/.test(style.overflowX);
      if (p !== e && cuts && !p.classList.contains("lab")) return true;
      if (p.classList?.contains("sr") || style.visibility === "hidden") return true;
    }
    return false;
  };
  const walk = (root) => {
    for (const e of root.querySelectorAll("*")) {
      if (e.shadowRoot) walk(e.shadowRoot);
      const box = e.getBoundingClientRect();
      if (box.width > 0 && box.right > innerWidth + 1 && !held(e))
        found.push(`${e.tagName.toLowerCase()}.${e.className}: ${Math.round(box.right)}`);
    }
  };
  walk(document);
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.unshift(`the page is ${scrollWidth} wide`);
  return found;
}"""


def open_exhibit(browser: Browser, url: str, exhibit: str, width: int, scheme: str) -> Page:
    """The exhibit after a few steps, so that its views are drawn."""
    page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=scheme)
    page.goto(f"{url}/{exhibit}")
    page.wait_for_function("() => window.__descent?.store.current", timeout=180_000)
    page.get_by_test_id("play").click()
    page.wait_for_function("() => window.__descent.store.status.step >= 3", timeout=180_000)
    page.get_by_test_id("play").click()
    page.wait_for_timeout(500)
    return page


def violations(page: Page) -> Iterator[str]:
    """What axe-core finds, the worst named as such."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    for violation in found:
        places = "; ".join(str(node["target"][-1]) for node in violation["nodes"][:3])
        yield f"{violation['impact']}: {violation['id']} ({len(violation['nodes'])}): {places}"


def check_axe(browser: Browser, url: str) -> Iterator[str]:
    for scheme in ("light", "dark"):
        for width in (1440, 390):
            page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=scheme)
            page.goto(url)
            yield from (f"gallery {width} {scheme} {v}" for v in violations(page))
            page.close()
            for exhibit in KINDS:
                page = open_exhibit(browser, url, exhibit, width, scheme)
                yield from (f"{exhibit} {width} {scheme} {v}" for v in violations(page))
                page.close()


def check_widths(browser: Browser, url: str, folder: Path | None) -> Iterator[str]:
    page = browser.new_page()
    page.goto(url)
    exhibits = page.evaluate(
        "() => [...new Set([...document.querySelectorAll('a')].map((a) => a.pathname.slice(1)))]"
        ".filter((path) => /^[a-z_]+$/.test(path))"
    )
    for exhibit in exhibits:
        page = open_exhibit(browser, url, exhibit, WIDTHS[0], "light")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(400)
            if folder is not None:
                page.screenshot(path=folder / f"{exhibit}_{width}.png")
            yield from (f"{exhibit} {width} overhang {o}" for o in page.evaluate(OVERHANG)[:4])
        page.close()
    print(f"{len(exhibits)} exhibits at {len(WIDTHS)} widths")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="the address of a running lab")
    parser.add_argument("folder", type=Path, nargs="?", help="where pictures go")
    parser.add_argument("--only", choices=("axe", "widths"), help="one of the two checks")
    chosen = parser.parse_args()
    url = chosen.url.rstrip("/")
    if chosen.folder is not None:
        chosen.folder.mkdir(parents=True, exist_ok=True)
    bad = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        if chosen.only != "widths":
            for line in check_axe(browser, url):
                print(line, flush=True)
                bad += line.split()[3].rstrip(":") in SERIOUS
        if chosen.only != "axe":
            for line in check_widths(browser, url, chosen.folder):
                print(line, flush=True)
                bad += 1
        browser.close()
    print(f"{bad} to mend")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
