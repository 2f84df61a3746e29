"""The one exception users of the lab see: what was expected, what was found, what to do."""

from __future__ import annotations

from descentkernels import DescentError


class LabError(DescentError):
    """A request the lab cannot carry out.

    The message says what was expected, what was found and what to do about it. The page shows it,
    the command line prints it and exits with status 2; the run it was meant for goes on untouched.
    """
