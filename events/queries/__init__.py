"""Reads: everything one page, endpoint or list needs of trainings, in a constant number of queries."""
