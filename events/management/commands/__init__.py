"""Commands of the trainings."""
