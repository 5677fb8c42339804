"""Free-text search: what words mean, which words of the calendar belong to them, and how near a training is."""
