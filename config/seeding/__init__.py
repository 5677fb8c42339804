"""The demonstration's generator: believable trainings and registrations, the same ones for the same seed and day."""
