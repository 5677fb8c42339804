"""Reforms of organisations: a plan is read, its effects are shown, carried out, and undone until it is confirmed."""
