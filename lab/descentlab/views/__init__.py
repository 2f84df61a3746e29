"""Sets of views that several exhibits share."""
