"""Parts of an exhibit's declaration in Markdown."""

import re
from collections.abc import Mapping
from typing import Any

from descentlab.exhibit import Exhibit, Step
from descentlab.measurement import SeriesSpec
from descentlab.settings import Choice, Setting
from descentlab.verdicts import every_claim, rows
from descentlab.view import View


def view_line(view: View) -> str:
    return f"**{view.title}** (`{view.id}`)\n:   {view.help or 'Against the step.'}\n"


def step_line(place: int, step: Step) -> str:
    text = step.text.replace("\n", " ")
    sets = f" <br>*Sets* {_values(step.settings)}." if step.settings else ""
    return f"{place}. **{step.title}.** {text}{sets}"


def setting_row(setting: Setting) -> str:
    info, domain = setting.info, setting.domain
    if isinstance(domain, Choice):
        values = ", ".join(f"`{v}`" for v in domain.values)
    else:
        scale = ", logarithmic" if domain.log else ""
        values = (
            f"{domain.low:g} to {domain.high:g}{' ' + domain.unit if domain.unit else ''}{scale}"
        )
    live = " •" if info.live else ""
    label = info.label if info.label != setting.name else ""
    what = f"{label}{'. ' if label and info.help else ''}{info.help}"
    default = f"{setting.default:g}" if isinstance(setting.default, float) else setting.default
    return f"| `{setting.name}`{live} | {_cell(what)} | {values} | `{default}` |"


def presets(exhibit: Exhibit) -> str:
    if not exhibit.presets:
        return ""
    items = [f"- **{p.name}**: {_values(p.settings) or 'the defaults'}" for p in exhibit.presets]
    return "## Presets\n\n" + "\n".join(items)


def numbers(exhibit: Exhibit) -> str:
    told = {s.label: s for s in exhibit.series if s.meaning}
    if not told:
        return ""
    lines = [f"| {_cell(s.label)} | {_cell(s.meaning)} | {_formula(s)} |" for s in told.values()]
    return (
        "## What the numbers mean\n\n| number | meaning | definition |\n|---|---|---|\n"
        + "\n".join(lines)
    )


def _formula(series: SeriesSpec) -> str:
    return _cell(f"${series.formula}$") if series.formula else ""


def verdicts(exhibit: Exhibit) -> str:
    found = rows(c for c in every_claim() if c.exhibit == exhibit.id)
    items = []
    for row in found:
        numbers = "; ".join(f"{name}: {value}" for name, value in row.measured())
        said = f"- **{row.verdict}**: {row.claim.says}" + (
            f" Measured: {numbers}." if numbers else ""
        )
        items.append(said + "".join(f"\n    - {w}" for w in row.shortfall))
    controls = [
        f"- {_values(c.settings)}: the check says “{c.says}”" for c in exhibit.negative_controls
    ]
    against = (
        "\n\nIt can fail. Under these settings the claim must not hold, and the check says so:\n\n"
        + "\n".join(controls)
        if controls
        else ""
    )
    return (
        "## Does it hold?\n\nRecorded over several seeds; [Verdicts](../verdicts.md) has them all."
        "\n\n" + "\n".join(items) + against
    )


def _values(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"`{name} = {value}`" for name, value in settings.items())


def _cell(text: str) -> str:
    r"""In a table a bar would end the cell; in TeX there is \vert."""
    text = re.sub(r"\$[^$]+\$", lambda m: _bars(m[0]), text.replace("\n", " "))
    return re.sub(r"(?<!\\)\|", r"\\|", text)


def _bars(tex: str) -> str:
    return tex.replace(r"\|", r"\Vert ").replace("|", r"\vert ")
