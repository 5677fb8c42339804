"""Answers of the API kept for a day, so that a request repeated with its Idempotency-Key is not done twice."""

from django.db import models
from django.utils import timezone


class StoredAnswer(models.Model):
    caller = models.CharField(max_length=100)
    path = models.CharField(max_length=300)
    key = models.CharField(max_length=200)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    content_type = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("caller", "path", "key"), name="answer_once")]

    def __str__(self) -> str:
        return f"{self.path} {self.key}"
