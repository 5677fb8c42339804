"""Trainings for readers of news (Atom and RSS) and for the pages of other sites."""
