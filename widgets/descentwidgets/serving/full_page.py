"""The page of a full lab: it waits with the person, and opens when there is a place."""

from __future__ import annotations

from descentwidgets import shell

#: Seconds between two questions for a place.
WAIT = 10

_SCRIPT = """
(() => {
  const running = document.getElementById("running");
  const ask = async () => {
    try {
      const answer = await fetch("./health", { cache: "no-store" });
      const { running: taken, sessions } = await answer.json();
      if (taken < sessions) { location.reload(); return; }
      running.textContent = `${taken} of ${sessions} places are taken.`;
    } catch { running.textContent = "The lab does not answer at the moment."; }
    // A little apart, so that a class does not ask all at once.
    setTimeout(ask, __WAIT__ * 1000 * (0.8 + 0.4 * Math.random()));
  };
  setTimeout(ask, __WAIT__ * 1000);
})();
"""


def full_page(taken: int, limit: int) -> str:
    """For a person who comes when `taken` of `limit` places are taken."""
    body = (
        '<p class="notice">As many experiments are running as this lab takes. You need not do '
        f"anything: this page asks for a place every {WAIT} seconds and opens the experiment as "
        "soon as somebody closes theirs.</p>"
        f'<p id="running" role="status">{taken} of {limit} places are taken.</p>'
        '<p><a href="">Try again now</a> · <a href="./">The gallery</a></p>'
        f'<noscript><meta http-equiv="refresh" content="{WAIT}"></noscript>'
        f"<script>{_SCRIPT.replace('__WAIT__', str(WAIT))}</script>"
    )
    return shell.plain_page("The lab is full", body)
