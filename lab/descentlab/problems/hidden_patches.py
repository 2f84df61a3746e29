"""Digits with patches hidden, to be filled in so that pixels and structure are right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated

import torch
from descentkernels import ModuleObjective
from descentkernels.conflict import ModuleTasks

from descentlab.problem import Metric, Problem, ProblemKind
from descentlab.problems._classification import PRECISIONS, Precision
from descentlab.problems._digits import digits, scans
from descentlab.problems._networks import (
    Activation,
    Width,
    initialise,
    multilayer_perceptron,
)
from descentlab.problems._restoring import PIXELS, SIDE, mean_of, pixels, structure
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range, Settings

TASKS = ("pixels", "structure")
#: The side of a picture and of a patch, in pixels, and the largest training set: digits after it
#: are fresh for every one.
PATCH, MOST = 2, 900
#: How many fresh digits the losses are held against.
FRESH = 400


@dataclass(frozen=True)
class HiddenPatchesSettings(Settings):
    """A perceptron that sees what is left of a scan and where it was hidden."""

    scale_pixels: Annotated[
        float,
        Range(1e-3, 1e3, log=True),
        Info("scale of the pixels", "Factor on the L1 loss.", True, "tasks"),
    ] = 0.85
    scale_structure: Annotated[
        float,
        Range(1e-3, 1e3, log=True),
        Info("scale of the structure", "Factor on the SSIM loss.", True, "tasks"),
    ] = 0.15
    hidden: Annotated[
        float,
        Range(0.1, 0.9),
        Info("share hidden", "Of the 16 patches of 2×2 pixels, at random.", group="problem"),
    ] = 0.5
    structure_of: Annotated[
        str,
        Choice("the picture", "its negative"),
        Info(
            "structure of",
            "What SSIM compares with. The negative puts both losses at odds by design.",
            group="problem",
        ),
    ] = "the picture"
    width: Width = 64
    activation: Activation = "gelu"
    examples: Annotated[
        int, Range(10, MOST), Info("examples", "Training pictures.", group="problem")
    ] = 600
    precision: Precision = "float32"
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of weights and hidden patches.", group="problem")
    ] = 0


def build(settings: HiddenPatchesSettings) -> Problem:
    """128 → width → width → 64 pixels, in standard deviations from each pixel's mean.

    Tasks: the mean absolute error of a picture's hidden pixels, in those units, and 1 − SSIM of the
    picture restored, in units of ink from 0 to 1, each times its scale in force. Metrics
    `fresh_pixels` and `fresh_structure`: the same without scales on 400 digits that are not
    trained on.
    """
    source = generator(settings.seed, "patches")
    criteria = {"pixels": pixels, "structure": partial(structure, settings.structure_of)}
    widths = (2 * PIXELS, settings.width, settings.width, PIXELS)
    network = initialise(multilayer_perceptron(widths, settings.activation), settings.seed)

    def objective(first: int, count: int) -> ModuleObjective:
        clean = digits()[0][first : first + count]
        drawn = torch.rand(len(clean), SIDE // PATCH, SIDE // PATCH, generator=source)
        missing = (drawn < settings.hidden).repeat_interleave(PATCH, 1).repeat_interleave(PATCH, 2)
        missing = missing.flatten(1).double()
        return ModuleObjective(
            network,
            torch.cat([clean * (1 - missing), missing], 1),
            torch.cat([clean, missing], 1),
            mean_of(criteria),
            device="cpu",
            dtype=PRECISIONS[settings.precision],
        )

    trained, fresh = objective(0, settings.examples), objective(MOST, FRESH)
    held = ModuleTasks(fresh, criteria)

    def metric(task: int) -> Metric:
        return lambda w, _: float(held.values(w)[task])

    def tasks(settings: HiddenPatchesSettings) -> ModuleTasks:
        return ModuleTasks(
            trained, criteria, scales=(settings.scale_pixels, settings.scale_structure)
        )

    return Problem(
        trained,
        trained.flat(network),
        trained.layout,
        {f"fresh_{name}": metric(i) for i, name in enumerate(TASKS)},
        labels={"task": TASKS},
        classes=digits()[1][: settings.examples],
        images=scans()[0][: settings.examples].float(),
        tasks=tasks,
    )


problem = ProblemKind("Digits with hidden patches", HiddenPatchesSettings, build)
