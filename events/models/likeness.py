"""What the texts of each event are about, as `events.likeness` compares them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class TextVector(models.Model):
    """Terms and their weights, packed, the letters for each language; only events.likeness writes and reads them.

    Of the same texts all columns are the same, and the digest says so.
    """

    event = models.OneToOneField("events.Event", on_delete=models.CASCADE, primary_key=True, related_name="text_vector")
    languages = ArrayField(models.CharField(max_length=2), default=list)
    letters = ArrayField(models.BinaryField(), default=list)
    concepts = models.BinaryField(default=bytes)
    keys = ArrayField(models.IntegerField(), default=list, db_default=[])
    digest = models.BigIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.event_id}"
