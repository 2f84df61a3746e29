"""Exhibits of one's own: found, refused in words, never at the expense of the others."""

import sys
from dataclasses import replace

import pytest
from descentlab import LabError, load, own, run, try_exhibit
from descentlab.catalog import exhibit_ids
from descentlab.cli import main
from descentlab.exhibit import Verdict
from descentlab.own.reading import shipped_ids
from descentlab.own.starter import starter
from descentlab.sweeps.starting import _sent


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of one's own with an exhibit and one that is broken."""
    (tmp_path / "mine.py").write_text(starter("mine"))
    (tmp_path / "broken.py").write_text("a = 1\nexhibit = = 2\n")
    (tmp_path / "_helper.py").write_text("raise RuntimeError")
    monkeypatch.setenv(own.found.VARIABLE, str(tmp_path))
    return tmp_path


def test_the_others_survive_a_broken_file(folder):
    assert set(exhibit_ids()) == {*shipped_ids(), "mine"}
    assert load("mine") is load("mine")
    assert list(own.broken()) == [folder / "broken.py"]
    with pytest.raises(LabError, match=r"broken.py, line 2: expected Python"):
        load("broken")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("empty", "", "a variable `exhibit`"),
        ("other", starter("another"), "expected id='other'"),
        ("catapult", starter("another"), "that no exhibit of the lab has"),
        ("two words", starter("another"), "letters, digits and _"),
        ("raising", "x = 1\nx / 0\n", "line 2: .* ZeroDivisionError"),
        ("leaving", "raise SystemExit", "expected a file that runs"),
    ],
)
def test_a_file_that_is_no_exhibit_says_why(tmp_path, monkeypatch, name, text, says):
    monkeypatch.delenv(own.found.VARIABLE, raising=False)
    (tmp_path / f"{name}.py").write_text(text)
    with pytest.raises(LabError, match=says):
        load(tmp_path / f"{name}.py")
    assert set(exhibit_ids()) == set(shipped_ids())


def test_a_name_taken_twice_is_told(folder, tmp_path_factory, monkeypatch):
    other = tmp_path_factory.mktemp("other")
    (other / "mine.py").write_text(starter("mine"))
    own.add(other)
    first = folder / "mine.py"
    assert own.exhibits()["mine"] is own.read_file(first)
    assert str(first) in own.broken()[other / "mine.py"]


def test_an_edited_file_is_read_anew_and_travels_by_its_path(folder):
    before = load("mine")
    assert _sent(before) == str(folder / "mine.py")
    text = (folder / "mine.py").read_text()
    (folder / "mine.py").write_text(text.replace("Leaving a saddle", "Leaving"))
    assert load("mine").title == "Leaving"
    assert _sent(before) is before  # no longer what the file says


def test_the_starter_keeps_all_promises_and_its_claim(folder):
    found = load("mine")
    report = try_exhibit(found)
    assert report.kept, report
    going = run("mine")
    going.advance(found.check_steps)
    assert going.check().holds


def test_what_is_not_kept_is_said(folder):
    found = load("mine")
    weak = replace(found, check=lambda trace, settings: Verdict(True, {}, "", "always"))
    lost = replace(weak, views=(replace(found.views[0], series=("nowhere",)),), presets=())
    said = str(try_exhibit(lost))
    assert "the check still holds (always)" in said
    assert "draws 'nowhere', which no measurement records" in said
    assert "it has no presets" in said


def test_the_command_line_begins_tries_and_runs_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(own.found.VARIABLE, "")  # put back afterwards: the command adds to it

    def descentlab(*arguments):
        monkeypatch.setattr(sys, "argv", ["descentlab", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, "".join(capsys.readouterr())

    assert descentlab("new-exhibit", "mine", "--folder", tmp_path)[0] == 0
    status, said = descentlab("new-exhibit", "mine", "--folder", tmp_path)
    assert status == 2
    assert "expected no file there" in said
    assert descentlab("new-exhibit", "catapult", "--folder", tmp_path)[0] == 2
    status, said = descentlab("--exhibits", tmp_path, "run", "mine", "--steps", 3)
    assert status == 0
    assert "mine: step 3 of 3" in said
    slip = (
        (tmp_path / "mine.py")
        .read_text()
        .replace("    offset = trace", "    1 / 0\n    offset = trace")
    )
    (tmp_path / "slip.py").write_text(slip.replace('id="mine"', 'id="slip"'))
    status, said = descentlab("check", tmp_path / "slip.py", "--steps", 3)
    assert status == 2
    assert "in check: found ZeroDivisionError" in said
    status, said = descentlab("try-exhibit", tmp_path / "mine.py")
    assert status == 0
    assert "all promises kept" in said
    assert descentlab("--exhibits", tmp_path / "nowhere", "run", "mine")[0] == 2
