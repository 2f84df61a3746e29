"""Checks: how a recorded run is held against a claim."""
