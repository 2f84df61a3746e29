"""Processes: how a state moves one unit of time."""
