"""The central flow: what a unit of time costs, how far it is off, and whether it keeps to the edge.

    OMP_NUM_THREADS=1 python benchmarks/flows.py [--quick]

Digits MLP 64-64-64-10 of 8970 parameters on 500 examples, squared error, float64 with float32
Hessian products, one thread. Each optimizer is brought to where four or five effective eigenvalues
are at the threshold. Times are CPU seconds, a unit of the flow and float64 gradients by turns,
median and quartiles; errors are those of the weights after one unit, relative to how far it moves
them, against the same equation with substeps of 1/32 and float64 eigenpairs to a residual of 1e-6,
medians of five units. The tables go to standard output
as Markdown.
"""

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import torch
from descentkernels import ModuleObjective, criteria, flows, top_eigenpairs, track_eigenpairs
from descentkernels.flows import covariances, substep
from networks import Network, network
from torch import Tensor

STEPS = (1.0, 0.5, 0.25, 0.125)
AT_EDGE = 1.99


def objectives(net: Network, criterion: Callable) -> tuple[ModuleObjective, ModuleObjective]:
    """The loss in float64 and in float32."""
    return tuple(
        ModuleObjective(net.module, net.inputs, net.targets, criterion, device="cpu", dtype=dtype)
        for dtype in (torch.float64, torch.float32)
    )


def seeded() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def optimizers() -> dict[str, tuple[flows.Form, int]]:
    """Each with the steps it takes to just below its edge."""
    return {
        "gradient descent": (flows.GradientDescent(lr=0.45), 130),
        "Scalar RMSProp": (flows.ScalarRMSProp(lr=0.2), 115),
        "RMSProp": (flows.RMSProp(lr=0.001), 80),
    }


def warmed(flow: flows.CentralFlow, w: Tensor, steps: int) -> flows.FlowState:
    """After some steps of the optimizer, its moving averages filled with the first gradient."""
    g = flow.objective.gradient(w)
    kind = type(flow.form).__name__
    moment = {"ScalarRMSProp": g.square().sum(), "RMSProp": g.square()}.get(kind)
    kept: dict[str, Tensor] | None = None if moment is None else {"second_moment": moment}
    for _ in range(steps):
        g = flow.objective.gradient(w)
        kept = flow.form.initial(g, kept)
        w = w + flow.form.rates(w, kept, g, g.square(), flow.form.lr).w
    return flow.start(w, None if moment is None else tuple(kept.items()), generator=seeded())


def at_edge(flow: flows.CentralFlow, w: Tensor, steps: int, count: int) -> flows.FlowState:
    """The first state with `count` eigenvalues at the threshold."""
    state, generator = warmed(flow, w, steps), seeded()
    while int((state.values > AT_EDGE).sum()) < count and state.t < 300:
        state = flow.advance(state, generator=generator)
    return state


@contextmanager
def clocked(spent: dict[str, float]) -> Iterator[None]:
    """CPU seconds of the parts of a unit, while it lasts."""
    places = [
        (substep, "look", "eigenpairs"),
        (flows.central_flow, "look", "eigenpairs"),
        (substep, "third_pairs", "third derivatives"),
        (covariances.complementarity, "solve", "complementarity"),
    ]
    kept = [(module, name, getattr(module, name)) for module, name, _ in places]

    def timed(function: Callable, label: str) -> Callable:
        def call(*args, **options):
            begin = time.process_time()
            result = function(*args, **options)
            spent[label] += time.process_time() - begin
            return result

        return call

    for (module, name, label), (_, _, function) in zip(places, kept, strict=True):
        setattr(module, name, timed(function, label))
    try:
        yield
    finally:
        for module, name, function in kept:
            setattr(module, name, function)


def cost(flow: flows.CentralFlow, state: flows.FlowState, units: int) -> list[str]:
    """A unit's CPU time in gradients (median and quartiles), its parts' shares, its work."""
    generator, ratios, work = seeded(), [], []
    spent: dict[str, float] = defaultdict(float)
    total = 0.0
    for _ in range(units):
        begin = time.process_time()
        for _ in range(20):
            flow.objective.gradient(state.w)
        gradient = (time.process_time() - begin) / 20
        begin = time.process_time()
        with clocked(spent):
            state = flow.advance(state, generator=generator)
        seconds = time.process_time() - begin
        work.append(state.spent)
        ratios.append(seconds / gradient)
        total += seconds
    low, middle, high = statistics.quantiles(ratios, n=4)
    shares = [f"{spent[part] / total:.0%}" for part in ("eigenpairs", "third derivatives")]
    shares.append(f"{spent['complementarity'] / total:.0%}")
    mean = [statistics.mean(s) for s in zip(*(one.counts() for one in work), strict=True)]
    counts = f"{mean[0]:.1f} gradients, {mean[1]:.0f} products, {mean[2]:.0f} pairs"
    return [f"{middle:.0f} ({low:.0f}–{high:.0f})", *shares, counts]


def errors(flow: flows.CentralFlow, state: flows.FlowState, units: int) -> np.ndarray:
    """After one unit, from states along the flow: [units, 1 + len(STEPS)], adaptive as it is used,
    and with fixed substeps and precise eigenpairs, for the order."""
    found, generator = [], seeded()
    fine = replace(flow, substep=1 / 32, products=None, eigen_tol=1e-6)
    for _ in range(units):
        for _ in range(4):
            state = flow.advance(state, generator=generator)
        exact = fine.advance(state, generator=seeded()).w
        move = (exact - state.w).norm()
        each = [flow, *(replace(fine, substep=h) for h in STEPS)]
        tried = [one.advance(state, generator=seeded()) for one in each]
        found.append([((one.w - exact).norm() / move).item() for one in tried])
    return np.array(found)


def ripple(quick: bool) -> list[str]:
    """Largest effective eigenvalue of cross-entropy's steep start, gradient descent at η = 2.5."""
    exact, fast = objectives(network("mlp"), criteria.cross_entropy)
    row = []
    for h in (1.0, 0.5, None):
        flow = flows.CentralFlow(exact, flows.GradientDescent(lr=2.5), products=fast, substep=h)
        state, generator, top = warmed(flow, exact.flat(), 0), seeded(), 0.0
        for _ in range(3 if quick else 8):
            state = flow.advance(state, generator=generator)
            top = max(top, state.values[0].item())
        row.append(f"{top:.3f}")
    return row


def tracked(exact: ModuleObjective, fast: ModuleObjective, steps: int) -> tuple[float, float]:
    """Products a step of the discrete run with its top 4 tracked, and their largest relative error
    against float64 eigenpairs to 1e-6."""
    w, found, generator, products, worst = exact.flat(), None, seeded(), [], 0.0
    for step in range(steps):
        hvp = fast.linearize(w.float()).hvp
        found = track_eigenpairs(hvp, w.float(), 4, found, accuracy=1e-6, generator=generator)
        products.append(found.hvps)
        if step % 10 == 9:
            pairs = top_eigenpairs(
                exact.linearize(w).hvp,
                exact.dim,
                4,
                start=found.pairs.vectors.double(),
                tol=1e-6,
                generator=generator,
                device="cpu",
                dtype=torch.float64,
            )
            off = (found.pairs.values - pairs.values).abs() / pairs.values
            worst = max(worst, off.max().item())
        w = w - 0.45 * exact.gradient(w)
    return statistics.mean(products[1:]), worst


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    torch.set_num_threads(1)
    exact, fast = objectives(network("mlp"), criteria.mean_squared_error)
    columns = [
        "optimizer",
        "at the edge",
        "a unit, in gradients",
        "eigenpairs",
        "third derivatives",
        "complementarity",
        "work of a unit",
        "error, adaptive",
        "errors, h = " + ", ".join(f"{h:g}" for h in STEPS),
        "slope",
    ]
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))
    for name, (form, steps) in list(optimizers().items())[: 1 if quick else None]:
        flow = flows.CentralFlow(exact, form, products=fast)
        state = at_edge(flow, exact.flat(), steps, 2 if quick else 4)
        figures = cost(flow, state, 3 if quick else 20)
        own, *fixed = np.median(errors(flow, state, 1 if quick else 5), axis=0)
        slope = np.polyfit(np.log(STEPS), np.log(fixed), 1)[0]
        row = [name, str(int((state.values > AT_EDGE).sum())), *figures, f"{own:.1e}"]
        row += [", ".join(f"{e:.1e}" for e in fixed), f"{slope:.2f}"]
        print("| " + " | ".join(row) + " |", flush=True)
    print(
        "\nLargest effective eigenvalue in a steep phase (cross-entropy, gradient descent, η = 2.5)"
    )
    print("\n| one substep | two | adaptive |\n|---|---|---|")
    print("| " + " | ".join(ripple(quick)) + " |")
    products, worst = tracked(exact, fast, 20 if quick else 150)
    print(f"\nDiscrete step, top 4 tracked: {products:.1f} products, relative error {worst:.1e}")


if __name__ == "__main__":
    main()
