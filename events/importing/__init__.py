"""Importing trainings from a file: read it, map its words to the calendar's vocabularies, write what it says."""
