"""Who takes part: booking, waiting list, and a person's own page."""
