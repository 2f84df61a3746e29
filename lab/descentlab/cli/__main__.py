"""`python -m descentlab.cli`: the command line where the script is not on the path."""

from descentlab.cli import main

main()
