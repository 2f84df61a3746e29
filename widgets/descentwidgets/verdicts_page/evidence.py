"""What stands behind a verdict: bounds, numbers by seed, what the check said, what was run."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from descentlab.catalog import load
from descentlab.claim import CHECK, Part
from descentlab.verdicts import Row
from descentlab.verdicts.judging import bounds
from descentlab.verdicts.words import figure


def evidence(row: Row) -> str:
    """A disclosure with everything; nothing where there is nothing."""
    blocks = [_numbers(row), _said(row), _scope(row), _run(row)]
    inside = "\n".join(filter(None, blocks))
    label = "Scope" if row.evidence is None else "Seed by seed"
    return (
        f"<details><summary>{label}<span class='only-read'>: {_name(row)}</span></summary>\n"
        f"{inside}\n</details>"
        if inside
        else ""
    )


def _name(row: Row) -> str:
    return escape(row.claim.id.replace("_", " "))


def _numbers(row: Row) -> str:
    """A line for each bounded number, then for each that was measured beside them."""
    if row.evidence is None:
        return ""
    parts = row.claim.parts
    others = dict.fromkeys(n for numbers in row.numbers for n in numbers)
    rest = [name for name in others if name not in {part.number for part in parts}]
    heads = "".join(f'<th scope="col">seed {seed}</th>' for seed in row.evidence.seeds)
    lines = [_line(row, part.number, part) for part in parts]
    lines += [_line(row, name, None) for name in rest]
    return f"""<div class="wide" role="region" \
aria-label="Numbers by seed: {_name(row)}" tabindex="0">
<table class="numbers">
<thead><tr><th scope="col">number</th><th scope="col">expected</th>{heads}</tr></thead>
<tbody>{"".join(lines)}</tbody></table></div>"""


def _line(row: Row, name: str, part: Part | None) -> str:
    says = f'<span class="said">{escape(part.says)}</span>' if part and name != CHECK else ""
    cells = "".join(_value(name, numbers.get(name), numbers, part) for numbers in row.numbers)
    expected = "" if part is None else ("holds" if name == CHECK else bounds(part))
    return f'<tr><th scope="row">{escape(name)}{says}</th><td>{expected}</td>{cells}</tr>'


def _value(name: str, value: float | None, numbers: dict[str, float], part: Part | None) -> str:
    if value is None:
        return "<td>–</td>"
    words = {1.0: "holds", 0.0: "does not hold"}.get(value, "–") if name == CHECK else figure(value)
    missed = part is not None and not part.holds(numbers)
    sign = '<i aria-hidden="true">✗</i> <span class="only-read">out of bounds: </span>'
    return f'<td class="missed">{sign}{words}</td>' if missed else f"<td>{words}</td>"


def _said(row: Row) -> str:
    """What the exhibit's check said, once for seeds of which it said the same."""
    if row.evidence is None:
        return ""
    by_words: dict[str, list[int]] = {}
    for seed, found in row.evidence.seeds.items():
        if found.why:
            by_words.setdefault(found.why, []).append(seed)
    items = "".join(
        f"<li>{escape(why)} <span class='soft'>({_seeds(seeds)})</span></li>"
        for why, seeds in by_words.items()
    )
    return f"<h2>What the check said</h2><ul>{items}</ul>" if items else ""


def _scope(row: Row) -> str:
    return f"<h2>Scope</h2><p>{escape(row.claim.scope)}</p>" if row.claim.scope else ""


def _run(row: Row) -> str:
    """Settings that are not the defaults, steps, date and machine."""
    found = row.evidence
    if found is None:
        return ""
    defaults = vars(load(row.claim.exhibit).settings())
    runs = [
        f"{name + ': ' if name else ''}"
        + (", ".join(f"{n} = {v}" for n, v in asked.items() if defaults.get(n) != v) or "defaults")
        for name, asked in found.declared["runs"].items()
    ]
    used = ", ".join(f"{name} {number}" for name, number in found.versions.items())
    text = f"{found.declared['steps']} steps; settings: {'; '.join(runs)}."
    where = f"{found.date}, {found.hardware}; {used}."
    return f"<h2>What was run</h2><p>{escape(text)}<br>{escape(where)}</p>"


def _seeds(seeds: Iterable[int]) -> str:
    seeds = list(seeds)
    return f"seed{'' if len(seeds) == 1 else 's'} {', '.join(map(str, seeds))}"
