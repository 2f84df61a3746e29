"""A run: its state, its steering, its past and its record in memory."""
