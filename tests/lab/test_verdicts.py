"""Verdicts: the record and its page, the table, and `descentlab check --all`."""

import json
import math
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from descentlab import load, verdicts
from descentlab.claim import CHECK, Claim, Part
from descentlab.cli import main
from descentlab.errors import LabError
from descentlab.exhibit import NegativeControl
from descentlab.verdicts import (
    Evidence,
    Measured,
    Outcome,
    Row,
    Spread,
    every_claim,
    gathered,
    rows,
    running,
    shipped_claims,
)
from descentlab.verdicts import recorded as the_record
from descentlab.verdicts.markdown import as_markdown
from descentlab.verdicts.papers import paper, plain
from descentlab.verdicts.recorded import record, recorded
from descentlab.verdicts.rows import FAILED, NOT_YET
from descentlab.verdicts.words import figure, spread

PAGE = Path(__file__).parents[2] / "docs" / "verdicts.md"
FACTOR = Part("the factor is negative", "measured factor", at_most=0)
BOWL = Claim(
    "bowl", "quadratic_stability", "polyak1987introduction", "It swings | to and fro.",
    (FACTOR, Part("the exhibit's check holds", CHECK, 1)), figure="−0.9", runs={"": {"dim": 3}},
    steps=12, control=NegativeControl({}, ""),
)  # fmt: skip
#: Claims of all kinds, at most a few milliseconds a seed.
UNTRUE = replace(BOWL, id="untrue", parts=(replace(FACTOR, at_least=2, at_most=3),), figure="2")
BROKEN = replace(BOWL, id="broken", runs={"": {"dim": -1}})
LARGE = replace(BOWL, id="large", parts=(), larger="a cluster of 512 cards.")
SLOW = replace(BOWL, id="slow", slow=True)


def measured(number, why="as it is"):
    return Measured({"measured factor": number, CHECK: 1.0}, why, 0.5)


def evidence(claim, *numbers):
    return gathered(claim, {seed: measured(n) for seed, n in enumerate(numbers)})


# --- the record ------------------------------------------------------------------------------


def test_every_claim_is_recorded_as_it_is_declared_now():
    found = [row for row in rows(shipped_claims()) if not row.claim.larger]
    assert [row.claim.id for row in found if row.evidence is None] == [], "run `make verdicts`"
    assert [row.claim.id for row in found if row.stale] == [], "scripts/record_verdicts.py --stale"
    for row in found:
        assert row.outcome is not None, row.claim.id
        assert set(row.evidence.seeds) == set(row.claim.seeds)
        assert len(row.evidence.seeds) >= 3
        assert row.evidence.date
        assert "core" in row.evidence.hardware
        assert {"descentlab", "torch", "python"} <= set(row.evidence.versions)
    assert set(the_record()) <= {claim.id for claim in shipped_claims()}


def test_the_page_is_what_the_record_says():
    written = as_markdown(rows(shipped_claims()))
    assert PAGE.read_text(encoding="utf-8") == written, "scripts/record_verdicts.py --page"


def test_what_is_written_is_read_again_and_json_has_no_nan(tmp_path):
    file = tmp_path / "recorded.json"
    assert recorded(file) == {}
    found = evidence(BOWL, -0.9, math.nan, math.inf)
    record({"bowl": found}, file)
    text = file.read_text(encoding="utf-8")
    assert json.loads(text, parse_constant=pytest.fail)
    again = recorded(file)["bowl"]
    assert [again.seeds[0].numbers["measured factor"], again.declared] == [-0.9, found.declared]
    assert math.isnan(again.seeds[1].numbers["measured factor"])
    assert again.seeds[2].numbers["measured factor"] == math.inf
    record({"bowl": evidence(BOWL, -0.5, -0.5, -0.5)}, file)
    assert recorded(file)["bowl"].seeds[0].numbers["measured factor"] == -0.5


def test_another_setting_step_or_seed_makes_a_record_stale():
    kept = Evidence.read(evidence(BOWL, -0.9, -0.8, -0.7).data())
    assert not Row(BOWL, kept).stale
    assert Row(BOWL, kept).outcome is Outcome.REPRODUCED
    for changed in (
        replace(BOWL, runs={"": {"dim": 4}}),
        replace(BOWL, runs={"other": {"dim": 3}}),
        replace(BOWL, steps=13),
        replace(BOWL, seeds=(0, 1, 3)),
    ):
        assert Row(changed, kept).stale
        assert Row(changed, kept).outcome is Outcome.REPRODUCED
    renamed = replace(BOWL, parts=(replace(FACTOR, number="another number"),))
    assert Row(renamed, kept).stale
    assert Row(renamed, kept).verdict == NOT_YET


def test_bounds_are_judged_when_the_record_is_read():
    kept = evidence(BOWL, -0.9, -0.8, 0.1)
    assert Row(BOWL, kept).outcome is Outcome.IN_PART
    assert "not at 1 of 3 seeds (measured factor 0.1; expected at most 0)" in Row(
        BOWL, kept
    ).shortfall[0].replace("the factor is negative: ", "")
    assert Row(UNTRUE, kept).outcome is Outcome.NOT
    assert Row(LARGE).outcome is Outcome.LARGER
    assert (Row(BOWL).verdict, Row(BOWL, None, "why").verdict) == (NOT_YET, FAILED)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.03125, "0.0312"), (-0.9, "−0.9"), (1234.5, "1,230"), (3.14e-7, "3.14e−07"), (0, "0"),
     (12345678, "1.23e+07"), (math.nan, "not measured"), (-math.inf, "−∞"), (999.6, "1,000")],
)  # fmt: skip
def test_three_figures(value, words):
    assert figure(value) == words


def test_a_spread_says_of_how_many_seeds():
    assert spread(Spread.of([1.0, 1.2, 1.4]), 3) == "1.2 ± 0.2"
    assert spread(Spread.of([1.0, math.nan, 1.4]), 3) == "1.2 ± 0.28 (2 of 3 seeds)"
    assert spread(Spread.of([math.nan]), 1) == "not measured"
    assert spread(Spread.of([100.0, 300.0, 500.0]), 3) == "300 ± 200"


def test_papers_are_named_in_plain_letters():
    assert paper("cohen2021gradient") == "Cohen et al. 2021"
    assert paper("quinton2024jacobian") == "Quinton & Rey 2024"
    assert plain(r"G{\"u}ney, V. U{\u{g}}ur and Rey, Val{\'e}rian") == (
        "Güney, V. Uğur and Rey, Valérian"
    )


# --- the table -------------------------------------------------------------------------------


class Texts(HTMLParser):
    """Every element that is opened is closed; `cells` counts them by tag."""

    def __init__(self, html):
        super().__init__()
        self.open, self.cells = [], {}
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.cells[tag] = self.cells.get(tag, 0) + 1
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_table_of_a_paper():
    found = verdicts.table("sao2026ghosts", exhibits="quadratic_stability")
    exhibits = {row.claim.exhibit for row in found.rows}
    assert {"spike_arena", "quadratic_stability"} <= exhibits
    assert exhibits - {"quadratic_stability"} <= {
        claim.exhibit for claim in every_claim()
        if "sao2026ghosts" in (claim.reference, *load(claim.exhibit).references[:1])
    }  # fmt: skip
    for row in found.rows:
        assert row.claim.says in str(found)
    html = Texts(found._repr_html_())
    assert html.cells["tr"] == len(found.rows) + 1
    frame = found.to_pandas()
    assert set(frame.claim) == {row.claim.id for row in found.rows if row.evidence}
    assert (frame.groupby("claim").seed.nunique() >= 3).all()
    with pytest.raises(LabError, match="Did you mean 'sao2026ghosts'"):
        verdicts.table("sao2026ghost")
    with pytest.raises(LabError, match="Did you mean 'spike_arena'"):
        verdicts.table(exhibits=["spike_aren"])


# --- check --all -----------------------------------------------------------------------------


@pytest.fixture
def check_all(monkeypatch, capsys):
    """Runs `check --all` over some claims, of which `kept` are recorded."""

    def call(claims, *arguments, kept=None):
        monkeypatch.setattr(verdicts, "every_claim", lambda: tuple(claims))
        for module in ("descentlab.verdicts.rows", "descentlab.verdicts.running"):
            monkeypatch.setattr(sys.modules[module], "recorded", lambda: kept or {})
        asked = ["descentlab", "check", "--all", "--workers", "1", *arguments]
        monkeypatch.setattr(sys, "argv", asked)
        monkeypatch.setenv("COLUMNS", "220")
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return ended.value.code, out, err

    return call


def test_all_claims_in_one_table_and_one_that_cannot_be_run(check_all):
    kept = {"slow": evidence(SLOW, -0.9, -0.9, 0.9), "bowl": evidence(BOWL, 1, 1, 1)}
    status, out, _ = check_all([BOWL, UNTRUE, BROKEN, LARGE, SLOW], kept=kept)
    assert status == 2
    for words in ("reproduced", "not reproduced", FAILED, "dim", "a cluster of 512 cards",
                  "slow: recorded", "reproduced in part", "Polyak 1987"):  # fmt: skip
        assert words in out
    assert "bowl: reproduced here; recorded as not reproduced on" in out
    assert "untrue:" not in out


def test_what_is_not_reproduced_is_a_result(check_all):
    status, out, _ = check_all([BOWL, UNTRUE, SLOW, LARGE], "--json", "--slow")
    assert status == 0
    found = {claim["claim"]: claim for claim in json.loads(out)["claims"]}
    assert [claim["verdict"] for claim in found.values()] == [
        "reproduced", "not reproduced", "reproduced", "needs larger hardware",
    ]  # fmt: skip
    seeds = found["bowl"]["evidence"]["seeds"]
    assert list(seeds) == ["0", "1", "2"]
    exact = seeds["0"]["numbers"]["measured factor"]
    assert exact == pytest.approx(seeds["0"]["numbers"]["predicted factor 1 − ηλ₁"])
    assert found["bowl"]["parts"][0]["at_least"] == "-inf"
    assert found["untrue"]["parts"][0]["holds"] == [False] * 3
    assert found["slow"]["recorded"] is False


def test_only_some_and_wrong_usage(check_all, monkeypatch, capsys):
    status, out, _ = check_all([BOWL, BROKEN], "--only", "bo*", "--json")
    assert (status, len(json.loads(out)["claims"])) == (0, 1)
    status, _, err = check_all([BOWL], "--only", "nothing*")
    assert status == 2
    assert "--only: expected a claim or an exhibit" in err
    for wrong in (["--seed", "0"], ["quadratic_stability"]):
        status, _, err = check_all([BOWL], *wrong)
        assert (status, "Usage" in err) == (2, True)


def test_ctrl_c_prints_what_is_done(check_all, monkeypatch):
    def once_more(claim, seed):
        if claim.id == "untrue":
            raise KeyboardInterrupt
        return measured(-0.9)

    monkeypatch.setattr(running, "measure", once_more)
    status, out, err = check_all([BOWL, UNTRUE])
    assert status == 130
    assert "reproduced" in out
    assert "1 of 2 claims were not decided" in err


def test_other_processes_find_the_same(monkeypatch):
    """With Dask's workers as threads of this process: they answer as the others would."""
    from contextlib import contextmanager

    from descentlab.sweeps.cluster import Cluster
    from distributed import Client

    @contextmanager
    def here(*_):
        with Client(processes=False, n_workers=1, dashboard_address=None) as client:
            yield Cluster(client)

    monkeypatch.setattr(running, "connected", here)
    jobs = running.jobs([BOWL, BROKEN])
    found = {(d.job.claim.id, d.job.seed): d for d in running.results(jobs, 2)}
    alone = {(d.job.claim.id, d.job.seed): d for d in running.results(jobs, 1)}
    assert found.keys() == alone.keys()
    assert len(found) == 6
    for job, done in found.items():
        assert done.problem == alone[job].problem
        assert (done.measured is None) == (job[0] == "broken")
        if done.measured:
            assert done.measured.numbers == alone[job].measured.numbers
