"""Exhibits: one claim a file; the file name is its id."""
