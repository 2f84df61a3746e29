"""Snapshot: a recorded session as one HTML file that opens from disk and still scrubs."""

from __future__ import annotations

import base64
import gzip
import json
from html import escape
from importlib.metadata import version
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from descentwidgets.bundles import BUNDLE, MODULES
from descentwidgets.shell import HEAD

if TYPE_CHECKING:
    from descentlab.runs.run import Run
    from descentlab.worker.session import Session

_HERE = Path(__file__).parent
# The file may run its own scripts and show what they draw. It can ask nothing of any network.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; "
    "img-src blob: data:; media-src blob:"
)
#: What a page is told of the server it is on.
_OF_A_SERVER = ("saves", "takes_data")
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title} · a snapshot of Descent Lab</title>
<meta name="generator" content="Descent Lab {version}">
<meta name="description" content="{claim}">
{head}
</head>
<body class="stage-page">
<main id="stage"><p id="opening" class="opening" role="status">Opening the snapshot…</p></main>
<noscript><p class="notice">This snapshot draws itself with JavaScript; please allow
it.</p></noscript>
{parts}
<script>
{boot}
</script>
</body>
</html>
"""


def snapshot(what: Run | Session, path: str | PathLike[str], *, live: str = "") -> Path:
    """Write `what` (a run, or a session with its branches) as one HTML file; returns the path.

    The file needs no server and no network: it holds the page, everything recorded and sampled,
    the text of a link to the session, and the citation. `live` is the address of the exhibit on a
    server, such as "https://lab.example.org/edge_of_stability", where the page offers to open it.
    A run with a landscape is replayed first, since a run keeps only the plane it stands in.

    Raises LabError when the file cannot be written.
    """
    from descentlab import LabError

    from descentwidgets.recorded import session_of

    session, path = session_of(what), Path(path)
    try:
        path.write_bytes(html_of(session, live=live))
    except OSError as error:
        raise LabError(
            f"Expected to write a snapshot at {path}; found: {error.strerror or error}. "
            "Choose a path in a folder that exists and may be written to."
        ) from error
    return path


def html_of(session: Session, *, live: str = "") -> bytes:
    """The file's bytes, with every landscape of the past sampled."""
    from descentlab import exhibit_spec
    from descentlab.worker.whole_frame import whole_frame

    while any(branch.sample(all_planes=True) for branch in session.branches):
        pass
    return page_of(exhibit_spec(session.exhibit), whole_frame(session), live)


def page_of(spec: dict[str, Any], frame: bytes, live: str = "") -> bytes:
    """The page around one whole frame. `spec` is the exhibit's; nothing here needs the run."""
    spec = {key: value for key, value in spec.items() if key not in _OF_A_SERVER}
    spec = {**spec, "page": True, "snapshot": True, "bibtex": _citation(spec["exhibit"])}
    spec["live"] = live if urlsplit(live).scheme in ("http", "https") else ""
    packed = {
        "frame": frame,
        "lab-stage": BUNDLE.read_bytes(),
        "export": MODULES["export"].read_bytes(),
    }
    parts = [_part(name, base64.b64encode(_gzip(body)).decode()) for name, body in packed.items()]
    # A "<" could end the element early.
    text = json.dumps(spec, ensure_ascii=False).replace("<", "\\u003c")
    parts.append(f'<script type="application/json" id="spec">{text}</script>')
    page = _PAGE.format(
        policy=_POLICY,
        title=escape(spec["title"]),
        claim=escape(spec["claim"]),
        version=escape(version("descentlab")),
        head=HEAD,
        parts="\n".join(parts),
        boot=(_HERE / "standalone.js").read_text(encoding="utf-8"),
    )
    return page.encode()


def _part(name: str, text: str) -> str:
    return f'<script type="text/plain" id="{name}">{text}</script>'


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=9, mtime=0)


def _citation(exhibit: str) -> str:
    from descentlab import LabError
    from descentlab.references import bibtex

    try:
        return bibtex(exhibit)
    except LabError:  # an exhibit of one's own is not in the catalog
        return ""
