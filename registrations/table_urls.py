"""The addresses of a training’s participants in the workspace, below its own."""

from django.urls import URLPattern, path

from registrations import acting
from registrations.views.workspace import adding, bulk, exporting, importing, listing, one, printing

ALL = "workspace/events/<uuid:event_id>/registrations/"
ONE = "workspace/registrations/<uuid:registration_id>/"

urlpatterns: list[URLPattern] = [
    path(ALL, listing.registrations, name="workspace-registrations"),
    path(f"{ALL}columns/", listing.columns, name="workspace-registrations-columns"),
    path(f"{ALL}bulk/", bulk.bulk_action, name="workspace-registrations-bulk"),
    path(f"{ALL}add/", adding.add, name="workspace-registrations-add"),
    path(f"{ALL}export/", exporting.export, name="workspace-registrations-export"),
    path(f"{ALL}import/", importing.upload, name="workspace-registrations-import"),
    path(f"{ALL}import/template.<slug:form>", importing.template, name="workspace-registrations-template"),
    path(f"{ALL}print/", printing.choose, name="workspace-registrations-print"),
    path(f"{ALL}print/badges/", printing.badges, name="workspace-registrations-badges"),
    path(f"{ALL}print/attendance/", printing.attendance_list, name="workspace-registrations-attendance"),
    path(ONE, one.registration, name="workspace-registration"),
    path(f"{ONE}details/", one.correct, name="workspace-registration-details"),
    path(f"{ONE}notes/", one.note, name="workspace-registration-note"),
    path(f"{ONE}notes/<int:note_id>/remove/", one.note_removed, name="workspace-registration-note-remove"),
    *(path(f"{ONE}{act.code}/", one.act, {"code": act.code}, name=act.address) for act in acting.ACTS.values()),
]
