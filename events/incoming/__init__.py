"""Calendars of others coming in: fetched, read in a process of its own, expanded, mapped and kept.

Nothing of what others send is trusted: see docs/incoming-calendars.md and docs/decisions/0015-incoming-calendars.md.
"""
