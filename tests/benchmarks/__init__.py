"""Speed as ratios: everything is measured beside its reference, in the same run, on services of its own."""
