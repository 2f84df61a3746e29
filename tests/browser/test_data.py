"""Data of one's own on the page: choose a file, train, share, come back; drop one; go back."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from harness import eventually

pytestmark = pytest.mark.browser
WAYS = ("data-choose", "data-close")
# A file dropped on the page, as the browser hands it over.
DROP = """([name, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
  document.querySelector("main").dispatchEvent(
    new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""
TABLE = "\n".join(f"{i % 7},{(i * i) % 11},{'even' if i % 2 == 0 else 'odd'}" for i in range(60))


def choose(visit, data: bytes, name: str):
    files = [{"name": name, "mimeType": "text/csv", "buffer": data}]
    visit.page.get_by_test_id("data-file").set_input_files(files)


def test_a_class_brings_its_own_table(lab, visit):
    page, see = visit.page, visit.page.get_by_test_id
    visit.open(lab.url + "/edge_of_stability?width=8")
    see("data").click()
    for name in WAYS:
        assert see(name).is_visible()

    # what is of no use is said, the page lives on
    choose(visit, b"MZ\0\0", "program.npz")
    see("data-wrong").wait_for()
    assert "Pickles are never loaded" in see("data-wrong").inner_text()
    choose(visit, b"0" * (8 * 2**20 + 1), "large.csv")
    eventually(lambda: "at most 8 MiB" in see("data-wrong").inner_text(), "the limit")

    # a table of more than one piece arrives, and its target can be chosen
    wide = "\n".join(f"{line},{'9' * 12000}" for line in TABLE.splitlines())
    choose(visit, wide.encode(), "wide.csv")
    see("data-rows").wait_for()
    choose(visit, TABLE.encode(), "own.csv")
    eventually(lambda: "even 30" in see("data-classes").inner_text(), "the classes")
    see("data-target").select_option("column 1")
    eventually(lambda: see("data-kind").is_enabled(), "a choice between classes and a number")
    see("data-target").select_option("column 3")
    eventually(lambda: "even 30" in see("data-classes").inner_text(), "the classes again")

    see("data-use").click()
    eventually(lambda: see("data").inner_text() == "own.csv", "the run on it")
    assert not see("data-dialog").is_visible()
    see("step").click()
    eventually(lambda: visit.number("data-step") == 1, "a step")
    share = page.evaluate("window.__descent.store.share")

    # its link asks for the file, refuses another, and replays with the right one
    page.goto("about:blank")
    visit.open(f"{lab.url}/edge_of_stability?run={share}")
    see("data-wanted").wait_for()
    choose(visit, TABLE.replace("6", "5").encode(), "own.csv")
    eventually(lambda: see("data-wrong").count() == 1, "another file is noticed")
    choose(visit, TABLE.encode(), "own.csv")
    eventually(lambda: visit.number("data-step") == 1, "the replay")
    assert not see("data-dialog").is_visible()

    # pictures dropped on a narrow page are seen, and the digits come back
    page.set_viewport_size({"width": 390, "height": 844})
    buffer = io.BytesIO()
    np.savez(buffer, X=np.arange(640).reshape(10, 8, 8) % 17, y=np.arange(10) % 2)
    page.evaluate(DROP, ["mine.npz", base64.b64encode(buffer.getvalue()).decode()])
    eventually(lambda: page.locator(".data-pictures canvas").count() == 10, "ten pictures")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    inside = "e => e.scrollWidth <= e.clientWidth"
    assert see("data-dialog").evaluate(inside)
    see("data-drop").click()
    eventually(lambda: page.evaluate("window.__descent.store.data") is None, "the digits")
