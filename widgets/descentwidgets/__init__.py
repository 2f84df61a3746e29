"""What a person sees of Descent Lab: the live page, the notebook form, the analysis figures.

    import descentwidgets as dw
    dw.show("edge_of_stability", lr=0.05)     # live, in a notebook
    dw.figure(run, "sharpness")               # a HoloViews element of a recorded run
    dw.snapshot(run, "run.html")              # one file that opens from disk and scrubs

Nothing here computes: numbers come from `descentlab`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from descentwidgets.figures import figure
    from descentwidgets.notebook import show
    from descentwidgets.standalone import snapshot

__all__ = ["figure", "show", "snapshot"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for: the server needs no HoloViews.
    if name == "show":
        from descentwidgets.notebook import show

        return show
    if name == "figure":
        from descentwidgets.figures import figure

        return figure
    if name == "snapshot":
        from descentwidgets.standalone import snapshot

        return snapshot
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
