"""Reads the bytes of a calendar. Knows no database and no Django: it runs in a process of its own (sandbox)."""
