"""The larger SGD's learning rate, the flatter the minimum it ends in."""

from __future__ import annotations

from descentlab.checks.flatness_by_rate import measured
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

RUNS = {"diagonal": {}, "ReLU": {"model": "relu", "lr": 0.1}}
FALL = "tr H, longest over shortest rate, SGD"

claim = Claim(
    id="larger_rate_flatter_minimum",
    exhibit="flatter_by_longer_steps",
    reference="wu2023implicit",
    says="“As the LR increases, the regularization effect becomes more pronounced”.",
    parts=(
        *(
            Part(f"{r}: 16 times the rate, 0.6 of tr H or less", f"{r}: {FALL}", 0, 0.6)
            for r in RUNS
        ),
        *(
            Part(
                f"{r}: no rate ends sharper than the next shorter one",
                f"{r}: tr H from one rate to the next, SGD, most",
                0,
                1.1,
            )
            for r in RUNS
        ),
        *(Part(f"{r}: all rest below 2/η", f"{r}: tr H over 2/η, SGD, most", 0, 1.1) for r in RUNS),
        *(
            Part(f"{r}: and fit their examples", f"{r}: largest training loss", 0, 1e-2)
            for r in RUNS
        ),
    ),
    runs=RUNS,
    measure=measured,
    beside=tuple(f"{r}: ‖w‖², longest over shortest rate, SGD" for r in RUNS),
    control=NegativeControl({"lr": 0.008, "warmup": 0}, "0.6 of tr H or less", steps=20),
    scope="Batches of one, five rates that rise from zero; without that the longest run off.",
)
