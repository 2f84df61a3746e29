"""Make sure there is a Chromium for the browser tests: find one, or install Debian's as root.

Exits with status 1 and a word of advice when there is none, so that a run of the tests cannot
quietly leave the browser out.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: How tests, benchmarks and the screenshot start it: no window, no GPU, nothing asked of the net.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """The browser named by DESCENTLAB_CHROMIUM, or the first on the path."""
    named = os.environ.get("DESCENTLAB_CHROMIUM")
    if named:
        return named if shutil.which(named) else None
    return next((path for path in map(shutil.which, NAMES) if path), None)


def install() -> None:
    """Debian's package, which a page's pictures need no fonts beyond."""
    quiet = {"check": False, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", "chromium", "fonts-dejavu-core"], **quiet)


def main() -> None:
    if find() is None and shutil.which("apt-get") and os.geteuid() == 0:
        print("No Chromium found: installing Debian's package.", flush=True)
        install()
    found = find()
    if found is None:
        sys.exit(
            "The browser tests need Chromium and found none.\n"
            "  Debian or Ubuntu:  sudo apt install chromium\n"
            "  elsewhere:         set DESCENTLAB_CHROMIUM to the browser's path"
        )
    print(f"Browser tests use {found}")


if __name__ == "__main__":
    main()
