"""When a central flow should not be believed, in words."""

LIMIT = 100.0  # effective sharpness above which nothing is followed
START_LIMIT = 30.0  # ... and above which nothing starts
HIGH_START = 2.05
_STARTS = "The flow starts"

NOT_FINITE = "The central flow is no longer finite."


TOO_STEEP = (
    "Eigenvalues move too fast to be held at the edge: one unit of time takes too many substeps, "
    "and the flow stands still."
)


def given_up(sharpness: float, limit: float = LIMIT) -> str:
    """Why a flow stands still, or nothing."""
    if sharpness != sharpness:
        return NOT_FINITE
    if sharpness > limit:
        return (
            f"The effective sharpness is {sharpness:.3g}, where 2 is the optimizer's edge: there "
            "is no average to follow, and the flow stands still."
        )
    return ""


def at_start(sharpness: float) -> str:
    """What to say of a flow that starts past the edge, or nothing."""
    stopped = given_up(sharpness, START_LIMIT)
    if stopped or not sharpness > HIGH_START:
        return stopped
    return (
        f"{_STARTS} with an effective sharpness of {sharpness:.3g}, past the edge at 2: it is "
        "brought down over a few steps, but not the way the optimizer would come down."
    )


def remaining(earlier: str, sharpness: float) -> str:
    """What is left of an earlier trouble: a start past the edge is over at the edge."""
    return "" if earlier.startswith(_STARTS) and sharpness <= HIGH_START else earlier


def on_the_way(*, jumped: float, solved: bool, full: bool, most: int) -> str:
    """What to say of one unit, or nothing.

    Args:
        jumped: largest effective eigenvalue that the shortest substep met, or 0.
        solved: every complementarity problem was.
        full: as many eigenvalues are at the edge as are followed.
        most: how many that is.
    """
    if not solved:
        return "No oscillation holds the sharpness at the edge: the flow has no solution here."
    if jumped:
        return (
            f"The effective sharpness jumps to {jumped:.3g} within the shortest substep: the "
            "optimizer overshoots before it oscillates, and the flow does not."
        )
    if full:
        return f"More than the {most} eigenvalues that are followed have come to the edge."
    return ""
