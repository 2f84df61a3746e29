"""What the exhibits cite and how they are tagged, held against the file and the vocabulary."""

import re
from dataclasses import replace

import pytest
from descentlab.catalog import exhibit_ids, load
from descentlab.cli.cite import cite
from descentlab.errors import LabError
from descentlab.references import bibtex, library, read
from descentlab.references.reader import FILE
from descentlab.tags import TAGS

EXHIBITS = [load(name) for name in exhibit_ids()]


def test_every_key_has_an_entry_and_every_entry_is_cited():
    cited = {key for exhibit in EXHIBITS for key in exhibit.references}
    assert cited == set(library())
    assert len(library()) == FILE.read_text(encoding="utf-8").count("\n@") + 1


def test_a_cited_year_is_among_those_of_the_paper():
    """The line under a title and the entries name the same years: neither lags behind."""
    for exhibit in EXHIBITS:
        years = {library()[key].fields["year"] for key in exhibit.references}
        named = set(re.findall(r"\b(1[89]\d\d|20\d\d)\b", exhibit.paper))
        assert named <= years, exhibit.id


def test_a_reader_of_other_people_reads_it():
    """Plain BibTeX: years are numbers, arXiv numbers look like them, authors are separated."""
    for key, entry in library().items():
        assert re.fullmatch(r"[a-z]+\d{4}[a-z]+", key)
        assert entry.fields["year"] == re.search(r"\d{4}", key)[0]
        assert re.fullmatch(r"(\d{4}\.\d{5}(v\d)?)?", entry.fields.get("eprint", "")), key
        for author in entry.fields["author"].split(" and "):
            assert author.count(",") == 1, (key, author)
        assert entry.text.isascii(), key


def test_a_citation_is_the_papers_and_the_lab(capsys):
    cite("three_radii")
    said = capsys.readouterr().out
    assert said == bibtex("three_radii")
    found = read(said)
    assert list(found) == ["semenov2025gradient", "sao2026ghosts", "descentlab"]
    assert found["descentlab"].fields["note"].startswith("Version ")
    assert found["sao2026ghosts"] == library()["sao2026ghosts"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@misc{a, author = {A, B}, title = {{C}, year = {1}}", "do not balance"),
        ("@misc{a, author = {A, B}, title = {C}}", "lacks year"),
        ("@misc{a, author = {A, B}, title = {C}, year = 1999}", "braces"),
        ("@poem{a, author = {A, B}, title = {C}, year = {1}}", "@poem"),
        ("@misc{a, author = {A}, title = {C}, year = {1}}\n" * 2, "Two entries"),
    ],
)
def test_a_broken_entry_is_refused(text, said):
    with pytest.raises(LabError, match=said):
        read(text)


def test_an_unknown_key_is_named():
    own = replace(EXHIBITS[0], id="mine", references=("nobody1999nothing",))
    with pytest.raises(LabError, match="nobody1999nothing"):
        bibtex(own)


def test_tags_are_of_the_vocabulary():
    for exhibit in EXHIBITS:
        assert 1 <= len(exhibit.tags) <= 4, exhibit.id
        assert len(set(exhibit.tags)) == len(exhibit.tags), exhibit.id
        assert set(exhibit.tags) <= set(TAGS), exhibit.id
    used = [tag for exhibit in EXHIBITS for tag in exhibit.tags]
    assert set(used) == set(TAGS), "a tag that finds nothing"
    assert 2 <= used.count("start here") <= 4
