"""The worker: owns a session's runs, in a process of its own or in a thread of the notebook."""

from descentlab.worker.budget import Budget
from descentlab.worker.process import start_process, warm_up
from descentlab.worker.thread import start_thread

__all__ = ["Budget", "start_process", "start_thread", "warm_up"]
