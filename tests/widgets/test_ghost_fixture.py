"""The numbers that the stage's own tests hold its ghost plane against are the kernels' numbers."""

import json
from pathlib import Path

import torch
from descentkernels import radius

STAGE = Path(__file__).parents[2] / "widgets" / "descentwidgets" / "stage"
FIXTURE = STAGE / "test" / "fixtures" / "ghosts.json"


def test_the_fixture_is_what_the_kernels_compute():
    held = {
        k: torch.tensor(v, dtype=torch.float64) for k, v in json.loads(FIXTURE.read_text()).items()
    }
    ray = radius.Ray(held["logits"][None], held["slopes"][None])
    # rounding of ten terms only: the fixture has all digits
    close = {"rtol": 1e-12, "atol": 1e-13}
    plane = radius.ghost_plane(ray, held["u"], held["y"])
    torch.testing.assert_close(plane, held["modulus"], **close)
    torch.testing.assert_close(radius.slope_variance(ray, held["u"])[0], held["variance"], **close)
    zeros = radius.zeros(ray, 1.0)
    assert zeros.complete
    torch.testing.assert_close(torch.view_as_real(zeros.zeros), held["zeros"], rtol=0, atol=1e-10)
