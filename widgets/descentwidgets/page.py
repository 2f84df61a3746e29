"""The served page around a stage: own template, no request leaves the server, no flash of theme."""

from __future__ import annotations

from html import escape

import bokeh
import panel
from panel.template import Template

from descentwidgets.lab_stage import LabStage
from descentwidgets.shell import HEAD

# The four scripts Panel's components need to register themselves (widgets and tables only because
# panel.min.js names them); MathJax, GL and the theme's helpers stay out. The browser's own `import`
# stands in for the shim Panel's ESM components ask for. `defer` keeps the order and lets the page
# paint first; the version lets the browser keep them.
_TEMPLATE = """{% from macros import embed %}<!DOCTYPE html>
<html lang="en">
<head>
<title>{{ heading }} · Descent Lab</title>
__HEAD__
<script>
window.importShim = Object.assign((url) => import(url), { addImportMap() {} });
</script>
<script defer src="./static/js/bokeh.min.js?v=__BOKEH__"></script>
<script defer src="./static/js/bokeh-widgets.min.js?v=__BOKEH__"></script>
<script defer src="./static/js/bokeh-tables.min.js?v=__BOKEH__"></script>
<script defer src="./static/extensions/panel/panel.min.js?v=__PANEL__"></script>
</head>
<body class="stage-page">
<a class="skip" href="#main">Skip to the experiment</a>
<main id="main" tabindex="-1">
<h1 class="only-read">{{ heading }}</h1>
<noscript><p class="notice">Descent Lab draws its experiments with JavaScript; please allow it for
this page.</p></noscript>
<p id="opening" class="opening" role="status">Opening the lab…</p>
{{ embed(roots.stage) }}
</main>
<div id="lost" class="lost" role="alert" hidden><p>The connection to the lab was lost. This page
comes back by itself when the lab answers again.</p></div>
{{ plot_script }}
<script>
__SCRIPT__
</script>
</body>
</html>
"""

# A lost socket ends the session's worker, so the page starts over: the address line carries the
# share link, hence the same run. Reloading waits until the server answers.
_SCRIPT = """
(() => {
  let leaving = false;
  addEventListener("pagehide", () => { leaving = true; });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  const comeBack = async () => {
    try {
      const answer = await fetch("./health", { cache: "no-store" });
      if (answer.ok) { location.reload(); return; }
    } catch { /* still away */ }
    setTimeout(comeBack, 1000);
  };
  const watch = () => {
    const doc = window.Bokeh?.documents?.[0];
    if (!doc) { setTimeout(watch, 50); return; }
    document.getElementById("opening").remove();
    doc.on_event("connection_lost", () => {
      if (leaving) return;
      document.getElementById("lost").hidden = false;
      setTimeout(comeBack, 1000);
    });
  };
  watch();
})();
"""


class LabPage(Template):
    """One stage, filling the window."""

    def __init__(self, stage: LabStage, title: str) -> None:
        code = (
            _TEMPLATE.replace("__HEAD__", HEAD)
            .replace("__SCRIPT__", _SCRIPT)
            .replace("__BOKEH__", bokeh.__version__)
            .replace("__PANEL__", panel.__version__)
        )
        super().__init__(code)
        # Not `title`: Panel overwrites that one with the server's.
        self.add_variable("heading", escape(title))
        self.add_panel("stage", stage)
