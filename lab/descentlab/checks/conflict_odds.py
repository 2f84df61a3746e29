"""Do the odds of conflict come out as counted?"""

from __future__ import annotations

from descentlab.exhibit import Verdict
from descentlab.problems.random_jacobians import RandomJacobiansSettings
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Counts on 80 000 (the mean) and 20 000 (PCGrad) Jacobians with the default settings, and how far
#: 2000 may lie off: three standard deviations of a share are 3.4 % at one half, 1.9 % at 9 %.
KNOWN = {"mean": (0.513, 0.035), "PCGrad": (0.095, 0.025)}
#: Rules whose update conflicts with no task.
NEVER = ("UPGrad", "DualProj", "MGDA")
#: Fewest Jacobians to say anything.
ENOUGH = 1000


def conflict_odds(trace: Trace, settings: Settings) -> Verdict:
    """Over all Jacobians drawn under the settings in force at the end.

    1. UPGrad, DualProj and MGDA (Quinton & Rey, 2024; Désidéri, 2012): no update conflicts, that
       is, none has a cosine below −1e-6 with any gradient; in every ensemble.
    2. The mean conflicts more often than PCGrad (Yu et al., 2020), and PCGrad, which is meant to
       resolve conflicts, still does: with the default gradients 51.3 ± 3.5 % and 9.5 ± 2.5 %.
    """
    expected = "no conflict for UPGrad, DualProj and MGDA; the mean's odds above PCGrad's"
    usual = {n: getattr(RandomJacobiansSettings(), n) for n in vars(RandomJacobiansSettings())}
    default = all(getattr(settings, n) == v for n, v in usual.items() if n != "seed")
    if default:
        expected += "; 51.3 ± 3.5 % and 9.5 ± 2.5 % of them"
    odds, drawn = trace.series("odds"), float(trace.series("drawn").values[-1])
    shares = dict(zip(odds.spec.columns, map(float, odds.values[-1]), strict=True))
    measured = {"Jacobians": drawn, **{f"odds of {name}": s for name, s in shares.items()}}
    if drawn < ENOUGH:
        why = f"{drawn:.0f} Jacobians are too few to tell: {ENOUGH} are"
        return Verdict(False, measured, expected, why)
    faults = [f"{name} conflicts in {shares[name]:.2%}" for name in NEVER if shares[name] > 0]
    if not shares["mean"] > shares["PCGrad"]:
        faults.append("the mean conflicts no more often than PCGrad")
    if default:
        faults += [
            f"{name} conflicts in {shares[name]:.1%}, not in {share:.1%} ± {off:.1%}"
            for name, (share, off) in KNOWN.items()
            if not abs(shares[name] - share) <= off
        ]
    why = "; ".join(faults) or (
        f"of {drawn:.0f} random Jacobians the mean's update conflicts with some task in "
        f"{shares['mean']:.1%}, PCGrad's in {shares['PCGrad']:.1%}, UPGrad's, DualProj's and "
        "MGDA's in none"
    )
    return Verdict(not faults, measured, expected, why)
