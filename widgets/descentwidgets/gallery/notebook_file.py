"""A fresh notebook of an exhibit, as the JSON of the notebook format (nbformat 4.5)."""

from __future__ import annotations

import json
from typing import Any

from descentlab.exhibit import Exhibit
from descentlab.frames import streamed

from descentwidgets.gallery.recorded import cost

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook(exhibit: Exhibit, share: str = "") -> str:
    """Claim, live exhibit, story, check, figure and citation; `share` reopens a shared run."""
    cells = [
        _prose(f"# {exhibit.title}\n\n{exhibit.claim}\n\n*{exhibit.paper}*"),
        _code(_show(exhibit.id, share)),
        *_story(exhibit),
        _prose(f"## Does the claim hold?\n\n{_price(exhibit)}"),
        _code(
            "import descentlab\n\n"
            f'run = descentlab.run("{exhibit.id}")\n'
            f"run.advance({exhibit.check_steps})\n"
            "print(run.check())"
        ),
        *_figure(exhibit),
        _prose("## What was recorded\n\nEvery series of the run, as xarray holds it."),
        _code("run.trace.to_xarray()"),
        _prose("## What to cite"),
        _code(f'from descentlab.references import bibtex\n\nprint(bibtex("{exhibit.id}"))'),
    ]
    numbered = [{"id": f"cell-{i}", **cell} for i, cell in enumerate(cells)]
    whole = {"cells": numbered, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _show(name: str, share: str) -> str:
    opened = f'"{name}", share={json.dumps(share)}' if share else f'"{name}"'
    return f"import descentwidgets as dw\n\ndw.show({opened})"


def _story(exhibit: Exhibit) -> list[dict[str, Any]]:
    if not exhibit.story:
        return []
    steps = []
    for step in exhibit.story:
        chosen = ", ".join(f"`{name} = {value!r}`" for name, value in step.settings.items())
        sets = f"\n\nIn the exhibit above: {chosen}." if chosen else ""
        steps.append(f"### {step.title}\n\n{step.text}{sets}")
    return [_prose("\n\n".join(["## The story", *steps]))]


def _price(exhibit: Exhibit) -> str:
    paid = cost(exhibit.id)
    took = f" It took {paid.seconds:.2g} s on a small machine." if paid else ""
    return (
        f"{exhibit.check_steps} steps at the default settings, then a verdict with its numbers."
        f"{took} A claim that does not hold is a result, not an error."
    )


def _figure(exhibit: Exhibit) -> list[dict[str, Any]]:
    """The first view that draws rows of the record: others need what is taken at rest."""
    rows = {spec.name for spec in exhibit.series if streamed(spec)}
    drawn = [v.id for v in exhibit.views if v.kind == "curve" and rows.issuperset(v.series)]
    if not drawn:
        return []
    return [
        _prose("## A figure\n\nA HoloViews element: lay others over it with `*`, export it."),
        _code(f'dw.figure(run, "{drawn[0]}")'),
    ]


def _prose(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": text,
    }
