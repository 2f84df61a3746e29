"""Measurements: one instrument a file."""
