"""A counter that a database trigger raises whenever a vocabulary or organisation row changes."""

from django.db import models


class CatalogueRevision(models.Model):
    """One row. Snapshots of the vocabularies are kept per process and reread when the number has moved."""

    number = models.BigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_catalogue_revision")]

    def __str__(self) -> str:
        return str(self.number)
