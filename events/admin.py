"""The read-only administration of trainings: each user finds there what they may see."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalogue import viewers
from catalogue.read_only import ReadOnlyAdmin, ReadOnlyInline
from events.models import AgendaItem, Event, EventChange, EventSeries, SeatPool, Session


class SessionInline(ReadOnlyInline):
    model = Session
    fields = ("starts_at", "ends_at", "all_day", "state", "venue", "room", "is_online", "sequence", "uid")
    readonly_fields = ("sequence", "uid")


class SeatPoolInline(ReadOnlyInline):
    model = SeatPool
    fields = ("position", "delivery", "capacity", "taken", "overbooked", "waiting")
    readonly_fields = ("taken", "overbooked", "waiting")


class AgendaInline(ReadOnlyInline):
    model = AgendaItem


class ChangeInline(ReadOnlyInline):
    model = EventChange
    fields = ("at", "action", "from_state", "to_state", "reason", "actor_kind", "actor_user", "actor_label")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "state", "lead", "starts_at", "delivery", "version")
    list_filter = ("state", "delivery", "national", "sectors", "lead")
    list_select_related = ("lead",)
    search_fields = ("title_fi", "title_sv", "title_en", "slug")
    date_hierarchy = "starts_at"
    exclude = ("search", "repeat_of")
    inlines = (SessionInline, SeatPoolInline, AgendaInline, ChangeInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return Event.objects.visible_to(viewers.of(request)).defer("search")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A training that the user may not see is not found."""
        allowed = super().has_view_permission(request, obj)
        return allowed and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())


@admin.register(EventSeries)
class EventSeriesAdmin(ReadOnlyAdmin):
    list_display = ("slug", "title_fi", "title_sv")
    search_fields = ("slug", "title_fi", "title_sv")

    def get_queryset(self, request: HttpRequest) -> QuerySet[EventSeries]:
        """A series is known by those of its trainings that the user may see."""
        visible = Event.objects.visible_to(viewers.of(request)).filter(series__isnull=False)
        return EventSeries.objects.filter(pk__in=visible.values("series"))
