"""What a training asks beside the participant record, and what was answered."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from events.models import Event
from registrations.models.registrations import Registration


class Question(models.Model):
    """One question of one training. A standard one has its words and its purpose from `registrations.standard`."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        CHOICE = "choice", _("One of several choices")
        SEVERAL = "several", _("Any of several choices")
        YES_NO = "yes_no", _("Yes or no")

    class Standard(models.TextChoices):
        DIET = "diet", _("Dietary wish")
        ACCESSIBILITY = "accessibility", _("Accessibility need")

    WITH_OPTIONS = (Kind.CHOICE, Kind.SEVERAL)

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="questions", db_index=False, verbose_name=_("training")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    standard = models.CharField(_("standard question"), max_length=15, choices=Standard, blank=True)
    text = TranslatedField(models.CharField(_("question"), max_length=300, blank=True))
    help = TranslatedField(models.CharField(_("help"), max_length=500, blank=True))
    # Rows of {"code", "fi", "sv", "en", "is_removed"}. A code means the same for good, and answers name it.
    options = models.JSONField(_("choices"), default=list, blank=True)
    required = models.BooleanField(_("must be answered"), default=False)
    purpose = TranslatedField(models.CharField(_("what the answer is for"), max_length=300, blank=True))
    delete_after_days = models.PositiveSmallIntegerField(_("days the answers are kept after the training"), default=0)
    retired_at = models.DateTimeField(_("asked no longer since"), null=True, blank=True)

    text_fi: str
    text_sv: str
    text_en: str
    help_fi: str
    help_sv: str
    help_en: str
    purpose_fi: str
    purpose_sv: str
    purpose_en: str

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(
                fields=("event", "standard"), condition=~Q(standard=""), name="standard_question_once"
            ),
            models.CheckConstraint(
                condition=~Q(standard="") | ~Q(text_fi="", text_sv="", text_en=""), name="question_has_a_text"
            ),
            models.CheckConstraint(
                condition=~Q(standard="") | ~Q(purpose_fi="", purpose_sv="", purpose_en=""),
                name="question_has_a_purpose",
            ),
        ]
        indexes = [models.Index(fields=("event", "position"), name="question_of_event")]

    def __str__(self) -> str:
        return self.text_fi or self.text_sv or self.text_en or self.get_standard_display()

    @property
    def key(self) -> str:
        """What forms and the API call it: its id, or the name of a standard question."""
        return self.standard or str(self.pk)


class Answer(models.Model):
    """One person's answer: a text, the code of a choice, a list of codes, or true or false. No answer is no row."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("question"))
    value: "models.JSONField[Any, Any]" = models.JSONField(_("answer"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=("registration", "question"), name="one_answer_each")]

    def __str__(self) -> str:
        return f"{self.registration_id}/{self.question_id}"
