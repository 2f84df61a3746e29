"""Formulas in TeX as the MathML that pages show."""

from xml.etree import ElementTree

import pytest
from descentlab import LabError
from descentlab.formulas import formulas_of, mathml

MATH = "{http://www.w3.org/1998/Math/MathML}"


def parsed(tex: str) -> ElementTree.Element:
    return ElementTree.fromstring(mathml(tex))


def test_a_fraction_is_mathml_with_its_numerator_over_its_denominator():
    root = parsed(r"\frac{2}{\eta}")
    assert root.tag == f"{MATH}math"
    top, bottom = root.find(f".//{MATH}mfrac")
    assert "".join(top.itertext()) == "2"
    assert "".join(bottom.itertext()) == "η"


def test_names_stay_in_one_piece_and_norms_hug_what_they_measure():
    (name,) = parsed(r"\mathrm{diag}").iter(f"{MATH}mi")
    assert name.text == "diag"
    assert [o.text for o in parsed(r"\arg\min_d f").iter(f"{MATH}mo")] == ["arg", "min"]
    bars = [o for o in parsed(r"\lVert g \rVert").iter(f"{MATH}mo") if o.text == "‖"]
    assert [(o.get("lspace"), o.get("rspace")) for o in bars] == [("0", "0"), ("0", "0")]


@pytest.mark.parametrize("tex", [r"\frac{1}{", "a_", r"\nosuchcommand{x}"])
def test_what_is_no_formula_is_named(tex):
    with pytest.raises(LabError) as caught:
        mathml(tex)
    assert repr(tex) in str(caught.value)


def test_every_formula_of_a_spec_is_found_wherever_it_stands():
    spec = {
        "claim": "λ₁ reaches $2/\\eta$.",
        "settings": [{"help": "The step $\\eta$, as in $2/\\eta$"}],
        "series": [{"formula": r"\lambda_1", "meaning": "costs 5 $ a step"}],
        "story": [{"text": "none here"}],
    }
    assert list(formulas_of(spec)) == [r"2/\eta", r"\eta", r"\lambda_1"]
