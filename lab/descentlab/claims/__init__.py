"""Claims: one file for each claim of a paper, found by its name."""
