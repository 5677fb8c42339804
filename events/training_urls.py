"""The addresses of one training for its organisers, and of a new one."""

from django.urls import URLPattern, path

from events.views.workspace import copying, deciding, editing, trainings

ONE = "workspace/events/<uuid:event_id>/"

urlpatterns: list[URLPattern] = [
    path(ONE, trainings.training, name="workspace-event"),
    path(f"{ONE}edit/", editing.edit, name="workspace-event-edit"),
    path(f"{ONE}preview/", trainings.preview, name="workspace-event-preview"),
    path(f"{ONE}history/", trainings.history, name="workspace-event-history"),
    path(f"{ONE}copy/", copying.copy, name="workspace-event-copy"),
    *(
        path(f"{ONE}{action}/", deciding.decide, {"action": action}, name=f"workspace-event-{action}")
        for action in deciding.DECISIONS
    ),
    path("workspace/<slug:agency>/events/new/", editing.new, name="workspace-event-new"),
]
