"""Record: a run on disk, as a zarr group that xarray opens at any time, and from which it goes on.

>>> with record.Recorder(run, "run.zarr", steps=500) as recorder:
...     recorder.advance(500)
>>> record.open("run.zarr").loss.plot()
>>> run = record.resume("run.zarr")
"""

from descentlab.record.opening import open
from descentlab.record.recorder import Recorder
from descentlab.record.resuming import resume
from descentlab.record.whole import write_whole

__all__ = ["Recorder", "open", "resume", "write_whole"]
