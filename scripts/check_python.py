"""Say what is missing before a set-up fails half-way: run with the system's Python."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (the point is to be run by an older one)
    sys.exit(
        f"Descent Lab needs Python 3.11 or newer; {sys.executable} is "
        f"{sys.version_info[0]}.{sys.version_info[1]}. "
        "Name another one: make PYTHON=/path/to/python3.11 lab"
    )
try:
    import ensurepip  # noqa: F401
    import venv  # noqa: F401
except ImportError:
    sys.exit("Python's venv is missing. On Debian and Ubuntu: apt install python3-venv")
