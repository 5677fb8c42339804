"""Tests of reforms of organisations."""
