"""What the exhibits of conflicting gradients share."""

from __future__ import annotations

#: The aggregators whose updates are drawn together. The sum is the mean's direction, and rules that
#: only reweigh losses over time or need a residual have exhibits of their own.
SHOWN = (
    "mean",
    "pcgrad",
    "gradvac",
    "graddrop",
    "mgda",
    "cagrad",
    "imtl_g",
    "nash_mtl",
    "aligned_mtl",
    "upgrad",
    "dualproj",
    "config",
    "gcond",
    "sam_gs",
)
#: Those whose leftover conflict is followed over time.
COMPARED = ("mean", "pcgrad", "cagrad", "imtl_g", "aligned_mtl", "mgda", "upgrad", "config")
