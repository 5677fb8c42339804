"""Tests of the trainings: the calendar, its pages and feeds."""
