"""Accounts: signing in without passwords, second factors, sessions, and what a person sees of their own account."""
