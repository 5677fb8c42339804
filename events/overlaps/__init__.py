"""Overlaps between trainings: the rules, how pairs are found, how findings are kept, and how they are said."""
