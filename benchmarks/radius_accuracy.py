"""With the network's own logits, and how far the cheaper ways are from the exact radius."""

import torch
from descentkernels import radius
from radius_cases import digits_net, trained
from radius_peers import top_two
from radius_timing import by_turns, row, table
from torch import nn


def bench_true(quick: bool) -> None:
    print("\n### With the network's own logits: 500 digits, along Adam's own step")
    examples = torch.arange(0, 500, 20 if quick else 5)
    table(
        "64-64-64-10, steps", "sonar, ms an example", "complexified, ms an example", "verified",
        "ghosts", "sonar clear", "its error there, median and 90 %", "linear logits, error, median",
    )  # fmt: skip
    for activation, after in ((nn.GELU, 20), (nn.GELU, 100), (nn.SiLU, 20), (nn.Tanh, 20)):
        objective = digits_net(500, activation)
        ((w, step),) = trained(objective, [after])
        ear, full = by_turns(
            1 if quick else 3,
            lambda o=objective, w=w, s=step: radius.sonar(o, w, s, examples=examples),
            lambda o=objective, w=w, s=step: radius.true_radius(o, w, s, examples=examples),
        )
        heard = radius.sonar(objective, w, step, examples=examples)
        found = radius.true_radius(objective, w, step, examples=examples)
        linear = radius.exact_radius(radius.ray_along(objective, w, step).chosen(examples)).radius
        ghost = torch.tensor([kind == "ghost" for kind in found.kinds])
        off = (heard.radius / found.radius - 1).abs()[ghost & found.verified & heard.clear]
        bent = (linear / found.radius - 1).abs()[found.verified]
        row(
            f"{activation.__name__}, {after}",
            f"{1e3 * ear / len(examples):.1f}",
            f"{1e3 * full / len(examples):.1f}",
            f"{found.verified.double().mean():.0%}",
            f"{ghost.double().mean():.0%}",
            f"{heard.clear.double().mean():.0%}",
            f"{off.quantile(0.5):.0e}, {off.quantile(0.9):.0e}" if len(off) else "",
            f"{bent.quantile(0.5):.0%}",
        )
    print("\nClear: a zero is heard, and no other pole before it. Errors are against the verified.")


def bench_proxy(quick: bool) -> None:
    print("\n### How far the cheaper ways are from ρ*: digits, all 1438, Adam's own step")
    table(
        "after steps", "ρ_a", "ρ_m", "ρ_flip", "top two", "top two, 5 to 95 %", "top two above ρ*",
        "least of the batch: ρ_a, ρ_m, ρ_flip, top two",
    )  # fmt: skip
    objective, steps = digits_net(1438), [0, 20, 100, 300]
    for (w, step), number in zip(trained(objective, steps), steps, strict=True):
        ray = radius.ray_along(objective, w, step)
        exact = radius.exact_radius(ray)
        two = torch.from_numpy(top_two(ray.logits.numpy(), ray.slopes.numpy()))
        ways = [radius.spread_radius(ray), radius.margin_radius(ray), radius.flip_radius(ray), two]
        shares = [(way / exact.radius)[exact.certified] for way in ways]
        spread = [f"{float(shares[3].quantile(q)):.2g}" for q in (0.05, 0.95)]
        row(
            number,
            *(f"{share.median():.2f}" for share in shares),
            " to ".join(spread),
            f"{(shares[3] > 1 + 1e-9).double().mean():.0%}",
            ", ".join(f"{float(way.min() / exact.radius.min()):.2f}" for way in ways),
        )
    print("\nMedians over the examples of the way's radius over ρ*; 1 is exact.")
