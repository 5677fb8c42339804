"""Tests of the search for free slots."""
