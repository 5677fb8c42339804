"""The read-only administration of registrations: personal data, for those who organise the training only."""

from collections import Counter
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from catalogue import viewers
from catalogue.actors import by_user
from catalogue.read_only import ReadOnlyAdmin, ReadOnlyInline
from registrations import access_log
from registrations.models import Registration, RegistrationChange


class ChangeInline(ReadOnlyInline):
    model = RegistrationChange
    fields = ("at", "action", "from_state", "to_state", "reason", "actor_kind", "actor_user", "actor_label", "details")


@admin.register(Registration)
class RegistrationAdmin(ReadOnlyAdmin):
    list_display = ("reference", "event", "last_name", "first_name", "workplace", "state", "created_at")
    list_filter = ("state",)
    list_select_related = ("event",)
    search_fields = ("reference", "last_name", "email")
    exclude = ("link_version",)
    inlines = (ChangeInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        return Registration.objects.handled_by(viewers.of(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A registration for another agency's training is not found."""
        allowed = super().has_view_permission(request, obj)
        return allowed and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Who looks at the list is noted with each training whose people stand in it."""
        shown = super().changelist_view(request, extra_context)
        if isinstance(shown, TemplateResponse) and shown.status_code == HTTPStatus.OK and shown.context_data:
            listed = Counter(row.event for row in shown.context_data["cl"].result_list)
            for event, count in listed.items():
                access_log.record(by=by_user(request.user), event=event, count=count)
        return shown

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who looks here is noted as anywhere."""
        shown = super().change_view(request, object_id, form_url, extra_context)
        found = self.get_object(request, object_id)
        if found is not None and shown.status_code == HTTPStatus.OK:
            access_log.record(by=by_user(request.user), event=found.event, registration=found)
        return shown
