"""What every recorded number means: one file of texts for each measurement."""
