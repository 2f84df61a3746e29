"""The gallery's room of a person's own exhibits."""

from dataclasses import replace
from pathlib import Path

from descentlab import load
from descentwidgets.gallery.yours import yours_section


def test_it_hangs_what_can_be_read_and_says_what_cannot():
    mine = replace(load("quadratic_stability"), title="Mine <b>")
    html = yours_section([mine], {Path("bad.py"): "bad.py, line 1: found '<x>'"})
    assert 'href="./quadratic_stability"' in html
    assert "Mine &lt;b&gt;" in html
    assert "line 1: found &#x27;&lt;x&gt;&#x27;" in html
    assert 'class="hall"' not in yours_section([], {Path("bad.py"): "why"})
    assert yours_section([], {}) == ""
