"""Tries of signing in, as Django's cache in the database keeps them."""

from django.db import models


class Tries(models.Model):
    """Written by the cache alone: in the database, a count outlives the broker and holds for all processes."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "tries"
        verbose_name_plural = "tries"

    def __str__(self) -> str:
        return self.cache_key
