"""The words of public trainings, by language: what search knows of compounds, inflections and spelling."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class SearchWord(models.Model):
    """A word as it was written, its stem as the text index holds it, and its root, in which å, ä and ö are digits.

    Only texts that everybody may read give words: what is drafted or planned is in no suggestion. Only
    events.searching.words writes here.
    """

    language = models.CharField(max_length=2)
    word = models.CharField(max_length=60)
    stem = models.CharField(max_length=60)
    root = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("language", "word"), name="search_word_once")]
        indexes = [
            models.Index(fields=("root", "language"), name="search_word_root"),
            GinIndex(fields=("root",), name="search_word_parts", opclasses=("gin_trgm_ops",)),
        ]

    def __str__(self) -> str:
        return self.word
