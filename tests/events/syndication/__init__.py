"""Tests of the news and of the list that other sites frame."""
