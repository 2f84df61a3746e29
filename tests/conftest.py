"""What holds for every test."""

import os

from hypothesis import settings

# A deadline is a timed assertion, and a loaded machine would break it. In CI the examples are the
# same at every run, so that a failure there can be repeated here.
settings.register_profile("lab", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "lab")
