"""Problems: one a file, each with the settings it needs."""
