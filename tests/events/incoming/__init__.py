"""Calendars of others coming in."""
