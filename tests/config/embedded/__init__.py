"""The embedded services and their folders."""
