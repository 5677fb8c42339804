"""Free slots: when a training would touch the fewest others, which starts are best and why."""
