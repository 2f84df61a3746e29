"""Heading: the lines at the top of a table that say what it is of and how to have it again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version

from descentlab.measurement import SeriesSpec
from descentlab.runs.run import Run


def heading(runs: Mapping[str, Run], what: str, specs: Iterable[SeriesSpec], share: str) -> str:
    """Lines that begin with `#`: exhibit, claim, the settings, seed and commands of each branch,
    the share text, the version, and a line a series with its label and unit.

    `runs` are the branches by name; `what` is the title of what is tabulated.
    """
    first = next(iter(runs.values()))
    exhibit = first.exhibit
    lines = [
        f"{what} · {exhibit.title} (Descent Lab {version('descentlab')}, {exhibit.id})",
        f"claim: {exhibit.claim}",
        f"source: {exhibit.paper}",
    ]
    for name, run in runs.items():
        settings = json.dumps(dict(vars(run.initial)), ensure_ascii=False)
        commands = json.dumps([c.to_json() for c in run.commands], ensure_ascii=False)
        seed = getattr(run.initial, "seed", 0)
        lines.append(f"branch {name}: settings {settings}, seed {seed}, commands {commands}")
    lines += [f"{column_title(spec)}: {_meaning(spec)}" for spec in specs]
    lines.append(f"the whole session, as the text after ?run= of a link: {share}")
    return "".join(f"# {' '.join(line.split())}\n" for line in lines if line)


def column_title(spec: SeriesSpec) -> str:
    """The columns of a series, in short."""
    return f"{spec.name}[…]" if spec.shape else spec.name


def column_names(spec: SeriesSpec, width: int) -> Sequence[str]:
    """`series[column]` for each of the `width` numbers of a step; a scalar is `series`."""
    if not spec.shape:
        return [spec.name]
    known = spec.columns if len(spec.columns) == width else range(width)
    return [f"{spec.name}[{column}]" for column in known]


def _meaning(spec: SeriesSpec) -> str:
    unit = f" in {spec.unit}" if spec.unit else ""
    return f"{spec.label}{unit}" + (f". {spec.meaning}" if spec.meaning else "")
