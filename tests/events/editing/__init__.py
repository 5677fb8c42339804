"""Tests of events.editing."""
