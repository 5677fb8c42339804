"""Participants from files."""
