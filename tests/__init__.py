"""Tests: they mirror the apps."""
