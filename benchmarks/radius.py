"""Softmax radii: what they cost in gradients, and how far off the cheaper ways are.

    OMP_NUM_THREADS=1 python benchmarks/radius.py [--quick] [--only exact ...]

CPU seconds of this process on one thread, medians; what is compared is measured by turns, so that a
busy machine slows all alike, and what to read are the ratios. A gradient is `value_and_gradient`
in float32 of the named network on as many examples. Markdown goes to standard output.
"""

import argparse

import numpy as np
import torch
from descentkernels import radius
from networks import network
from radius_accuracy import bench_proxy, bench_true
from radius_cases import EXAMPLES, clouds, digits_net, random_ray, trained
from radius_peers import naive_zero, polished
from radius_timing import GRADIENTS, by_turns, gradients, row, table


def bench_exact(quick: bool) -> None:
    print(f"\n### ρ* of {EXAMPLES} examples, with certificate\n")
    print("A gradient is that of 32-64-64-K tanh. The loop: Newton's method, an example at a time.")
    table(
        "K, rays", "ms", "gradients", "without certificate", "certified",
        "the loop, times ours", "the loop misses the nearest", "against 50 digits",
    )  # fmt: skip
    for classes in (3, 10, 100):
        objective = clouds(classes)
        (w, step), *_ = trained(objective, [150])
        learnt = radius.ray_along(objective, w, step)
        for name, ray in (("random", random_ray(classes)), ("trained", learnt)):
            some = range(0, EXAMPLES, 10 if quick or classes == 100 else 2)
            z, a = ray.logits.numpy(), ray.slopes.numpy()
            naive: list[complex] = []

            def loop(z=z, a=a, some=some, naive=naive):
                naive[:] = [naive_zero(z[i], a[i]) for i in some]

            mine, bare, gradient, theirs = by_turns(
                3 if quick else 7,
                lambda ray=ray: radius.exact_radius(ray),
                lambda ray=ray: radius.exact_radius(ray, certify=False),
                gradients(objective, w),
                loop,
            )
            found = radius.exact_radius(ray)
            ours = found.radius.numpy()[list(some)]
            missed = np.mean(~(np.abs(naive) < ours * (1 + 1e-9)))
            assert not np.any(np.abs(naive) < ours * (1 - 1e-9)), (
                "a zero nearer than a certified one"
            )
            off = [
                abs(polished(z[i], a[i], complex(found.zero[i])) / complex(found.zero[i]) - 1)
                for i in list(some)[:20]
            ]
            row(
                f"{classes}, {name}",
                f"{1e3 * mine:.0f}",
                f"{mine / gradient * GRADIENTS:.0f}",
                f"{bare / mine:.0%}",
                f"{found.certified.double().mean():.1%}",
                f"{theirs / len(some) * EXAMPLES / mine:.1f}",
                f"{missed:.1%}",
                f"{max(off):.0e}",
            )


def bench_batch(quick: bool) -> None:
    print("\n### The least ρ* of a batch: digits, 64-64-64-10 tanh, Adam's own step")
    table("digits", "after steps", "ms", "gradients", "solved for", "certified", "ρ*/ρ_a")
    for count in (500, 1438):
        objective = digits_net(count)
        steps = [20, 100, 300]
        for (w, step), number in zip(trained(objective, steps), steps, strict=True):
            ray = radius.ray_along(objective, w, step)
            mine, gradient = by_turns(
                5 if quick else 15,
                lambda ray=ray: radius.batch_radius(ray),
                gradients(objective, w),
            )
            found = radius.batch_radius(ray)
            row(
                count,
                number,
                f"{1e3 * mine:.1f}",
                f"{mine / gradient * GRADIENTS:.1f}",
                found.solved,
                "yes" if found.certified else "no",
                f"{found.radius / float(radius.spread_radius(ray).min()):.2f}",
            )


def bench_bound(quick: bool) -> None:
    print("\n### ρ_a along a given step, batch of 128")
    table("network", "one gradient, ms", "ρ_a, gradients")
    for name in ("mlp", "cnn", "transformer"):
        net = network(name, 128)
        objective = net.objective()
        w = objective.flat()
        step = objective.gradient(w)

        def bound(objective=objective, w=w, step=step):
            for _ in range(GRADIENTS):
                radius.spread_radius(radius.ray_along(objective, w, step)).min()

        gradient, mine = by_turns(9 if quick else 31, gradients(objective, w), bound)
        row(name, f"{1e3 * gradient / GRADIENTS:.2f}", f"{mine / gradient:.2f}")


def bench_plane(quick: bool) -> None:
    print("\n### The ghost plane, 500 × 250, and all zeros in it")
    table("K", "plane, ms", "zeros, ms", "zeros found", "all of them")
    for classes in (3, 10, 100):
        ray = random_ray(classes).chosen(torch.tensor([0]))
        half = 2 * float(radius.exact_radius(ray).radius)
        u = torch.linspace(-half, half, 500, dtype=torch.float64)
        y = torch.linspace(0, half, 250, dtype=torch.float64)
        window = (-half, half, half)
        plane, zeros = by_turns(
            9 if quick else 31,
            lambda ray=ray, u=u, y=y: radius.ghost_plane(ray, u, y),
            lambda ray=ray, window=window: radius.zeros(ray, window),
        )
        found = radius.zeros(ray, window)
        shown = [len(found.zeros), "yes" if found.complete else "no"]
        row(classes, f"{1e3 * plane:.1f}", f"{1e3 * zeros:.1f}", *shown)


PARTS = {"exact": bench_exact, "batch": bench_batch, "bound": bench_bound}
PARTS |= {"plane": bench_plane, "true": bench_true, "proxy": bench_proxy}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="*", choices=list(PARTS), default=list(PARTS))
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    for name in chosen.only:
        PARTS[name](chosen.quick)


if __name__ == "__main__":
    main()
