"""The page of verdicts: every claim, what was measured of it, and how it was judged."""
