"""Tests of settling overlaps between agencies."""
