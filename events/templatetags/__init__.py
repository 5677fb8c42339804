"""Template tags: dates as people write them, and texts that say their language."""
