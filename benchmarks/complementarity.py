"""The semidefinite complementarity problem: the kernels' solver against CVXPY with CVXOPT.

    OMP_NUM_THREADS=1 python benchmarks/complementarity.py [--quick]

The peer is what the central flow's authors use: the equivalent quadratic program, minimise
⟨α, X⟩ + ½⟨X, β[X]⟩ over X ⪰ 0, compiled once for each k with α and a square root of β as
parameters. Both solve the same instances alternately; CPU times are medians, residuals the largest,
by the certificate of `Complementarity`. The table goes to standard output as Markdown.
"""

import argparse
import statistics
import time

import cvxpy as cp
import numpy as np
import torch
from descentkernels.flows import complementarity
from descentkernels.flows.symmetric import coordinates


def instance(k: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """α [k, k] of either sign and β = GᵀG from k(k+1)/2 directions in 3 times as many."""
    a, g = rng.standard_normal((k, k)), rng.standard_normal((k, k, 3 * k * (k + 1) // 2))
    g += g.transpose(1, 0, 2)
    beta = np.einsum("ijr,klr->ijkl", g, g)
    return a + a.T, beta / np.linalg.norm(beta)


class Peer:
    """One compiled program for k."""

    def __init__(self, k: int) -> None:
        self._c, n = coordinates(k), k * (k + 1) // 2
        self._x = cp.Variable((k, k), PSD=True)
        self._a, self._root = cp.Parameter(n), cp.Parameter((n, n))
        # svec by a constant matrix on the column-stacked X
        entries = np.stack([self._c.vector(e.reshape(k, k)) for e in np.eye(k * k)], 1)
        v = entries @ cp.vec(self._x, order="F")
        objective = self._a @ v + 0.5 * cp.sum_squares(self._root @ v)
        self._program = cp.Problem(cp.Minimize(objective))

    def solve(self, alpha: np.ndarray, beta: np.ndarray) -> np.ndarray | None:
        """X [k, k], None where the solver gives up."""
        values, q = np.linalg.eigh(self._c.operator(beta))
        self._a.value = self._c.vector(alpha)
        self._root.value = (q * np.sqrt(np.maximum(values, 0))) @ q.T
        try:
            self._program.solve(solver=cp.CVXOPT)
        except cp.SolverError:
            return None
        return self._x.value


def residual(alpha: np.ndarray, beta: np.ndarray, x: np.ndarray) -> float:
    """max of ‖X − (X − S)₊‖, ‖X₋‖, ‖S₋‖, |⟨X, S⟩|, X in units of max(1, ‖X‖), S of ‖α‖, for both
    solvers alike."""
    s = (alpha + np.einsum("ijkl,kl->ij", beta, x)) / np.linalg.norm(alpha)
    x = x / max(1.0, np.linalg.norm(x))
    values, q = np.linalg.eigh(x - s)
    parts = [np.linalg.norm(np.minimum(np.linalg.eigvalsh(part), 0)) for part in (x, s)]
    natural = np.linalg.norm(x - (q * np.maximum(values, 0)) @ q.T)
    return float(max(natural, *parts, abs(np.vdot(x, s))))


def timed(call) -> tuple[float, object]:
    before = time.process_time()
    result = call()
    return 1e3 * (time.process_time() - before), result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer instances")
    count = 5 if parser.parse_args().quick else 40
    torch.set_num_threads(1)
    print("| k | ours, ms | from a guess, ms | residual | CVXPY, ms | residual | gave up | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for k in (1, 2, 3, 4, 6, 8, 16):
        rng, peer = np.random.default_rng(k), Peer(k)
        rows = []
        for _ in range(count):
            alpha, beta = instance(k, rng)
            a, b = torch.from_numpy(alpha), torch.from_numpy(beta)
            near = a + 0.01 * torch.from_numpy(instance(k, rng)[0])
            guess = complementarity.solve(near, b).x
            ours, found = timed(lambda a=a, b=b: complementarity.solve(a, b))
            warm, _ = timed(lambda a=a, b=b, x=guess: complementarity.solve(a, b, start=x))
            theirs, x = timed(lambda a=alpha, b=beta, p=peer: p.solve(a, b))
            good = residual(alpha, beta, found.x.numpy())
            bad = np.nan if x is None else residual(alpha, beta, x)
            rows.append((ours, warm, good, theirs, bad))
        ours, warm, good, theirs, bad = zip(*rows[1:], strict=True)  # the first one compiles
        middle = [statistics.median(each) for each in (ours, warm, theirs)]
        print(
            f"| {k} | {middle[0]:.2f} | {middle[1]:.2f} | {max(good):.0e} | {middle[2]:.1f} | "
            f"{np.nanmax(bad):.0e} | {np.isnan(bad).sum()} | {middle[2] / middle[0]:.0f} |"
        )


if __name__ == "__main__":
    main()
