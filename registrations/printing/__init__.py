"""Registrations on paper: name badges and lists to sign."""
