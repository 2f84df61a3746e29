"""Several losses of the same weights, their gradients and Gramians."""

from .base import Tasks
from .examples import ExampleTasks
from .function import FunctionTasks
from .mini_batches import batch_gradients, restricted
from .module import ModuleTasks

__all__ = ["ExampleTasks", "FunctionTasks", "ModuleTasks", "Tasks", "batch_gradients", "restricted"]
