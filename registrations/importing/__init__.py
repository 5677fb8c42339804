"""Participants from a file: read with care, looked at line by line, and registered together or not at all."""
