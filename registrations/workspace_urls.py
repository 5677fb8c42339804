"""The addresses of the workspace that tell of participants, or of how one takes part."""

from django.urls import URLPattern, path

from registrations import table_urls
from registrations.views.workspace import (
    changes,
    message_templates,
    messaging,
    privacy_texts,
    settings,
    settings_questions,
    uses_of_data,
)

REGISTRATION = "workspace/events/<uuid:event_id>/registration/"
MESSAGES = "workspace/events/<uuid:event_id>/messages/"

urlpatterns: list[URLPattern] = [
    *table_urls.urlpatterns,
    path("workspace/events/<uuid:event_id>/few/", changes.few, name="workspace-event-few"),
    path("workspace/events/<uuid:event_id>/remind/", changes.remind, name="workspace-event-remind"),
    path(
        "workspace/registrations/<uuid:registration_id>/substitute/",
        changes.substitute,
        name="workspace-registration-substitute",
    ),
    path(MESSAGES, messaging.outbox, name="workspace-event-messages"),
    path(f"{MESSAGES}new/", messaging.write, name="workspace-event-messages-new"),
    path(f"{MESSAGES}<uuid:message_id>/resend/", messaging.resend, name="workspace-event-message-resend"),
    path(REGISTRATION, settings.settings, name="workspace-event-registration"),
    path(f"{REGISTRATION}meaning/", settings.meaning, name="workspace-event-registration-meaning"),
    path(f"{REGISTRATION}questions/new/", settings_questions.new, name="workspace-event-question-new"),
    path(f"{REGISTRATION}questions/<int:question_id>/", settings_questions.correct, name="workspace-event-question"),
    path(
        f"{REGISTRATION}questions/<int:question_id>/<slug:action>/",
        settings_questions.act,
        name="workspace-event-question-act",
    ),
    path("workspace/removals/", uses_of_data.removals, name="workspace-removals"),
    path("workspace/<slug:agency>/uses-of-data/", uses_of_data.log, name="workspace-uses-of-data"),
    path("workspace/<slug:agency>/messages/", message_templates.templates, name="workspace-messages"),
    path(
        "workspace/<slug:agency>/messages/<slug:message_kind>/<slug:message_language>/",
        message_templates.template,
        name="workspace-message",
    ),
    path("workspace/<slug:agency>/privacy-texts/", privacy_texts.texts, name="workspace-privacy-texts"),
    path(
        "workspace/<slug:agency>/privacy-texts/<slug:text_kind>/",
        privacy_texts.write,
        name="workspace-privacy-texts-write",
    ),
]
