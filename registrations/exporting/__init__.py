"""Registrations as files: tables for spreadsheets."""
