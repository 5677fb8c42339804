"""Reads of registrations: everything one page needs, in a constant number of queries."""
