"""The read-only administration of registrations: personal data, for those who organise the training only."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from catalogue.models import User
from catalogue.read_only import ReadOnlyAdmin, ReadOnlyInline
from events.models import Event
from registrations.models import Registration, RegistrationChange

# The roles that handle participants; analysts see figures, coordinators see plans.
HANDLE_PARTICIPANTS = ("organiser", "agency_admin", "clerk")


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
        user = request.user
        if not isinstance(user, User):
            return Registration.objects.none()
        if user.is_superuser:
            return Registration.objects.all()
        own = list(user.memberships.filter(role__in=HANDLE_PARTICIPANTS).values_list("organisation_id", flat=True))
        led = Q(event__lead__in=own)
        shared = Q(event__in=Event.objects.filter(co_organisers__in=own))
        return Registration.objects.filter(led | shared)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A registration for another agency's training is not found."""
        allowed = super().has_view_permission(request, obj)
        return allowed and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())
