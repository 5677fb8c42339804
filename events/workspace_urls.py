"""The addresses of the workspace, under a language. Those of an agency come last: they begin with its slug."""

from django.urls import URLPattern, path

from events import board_urls, training_urls
from events.views.workspace import (
    calendars,
    cases,
    check_in,
    coordination,
    external_calendars,
    members,
    overlaps,
    own_events,
    plan_feed,
    rights,
    slots,
    tokens,
)

urlpatterns: list[URLPattern] = [
    path("workspace/rights/", rights.table, name="workspace-rights"),
    path("workspace/people/", members.members, name="workspace-service"),
    path("workspace/people/<int:membership_id>/", members.member, name="workspace-service-member"),
    path("workspace/overlaps/", cases.listing, name="workspace-cases"),
    path("workspace/overlaps/<uuid:case_id>/", cases.case, name="workspace-case"),
    path("workspace/coordination/", coordination.dashboard, name="workspace-coordination"),
    path("workspace/calendars/", calendars.year, name="workspace-calendars"),
    path("workspace/calendars/add/<slug:kind>/", calendars.add, name="workspace-calendars-add"),
    path("workspace/calendars/<int:period_id>/", calendars.period, name="workspace-calendar-dates"),
    path("workspace/calendars/<int:period_id>/remove/", calendars.remove, name="workspace-calendar-dates-remove"),
    path("workspace/calendars/others/", external_calendars.listing, name="workspace-external"),
    path("workspace/calendars/others/add/", external_calendars.add, name="workspace-external-add"),
    path("workspace/calendars/others/<int:calendar_id>/", external_calendars.page, name="workspace-external-calendar"),
    path(
        "workspace/calendars/others/<int:calendar_id>/change/",
        external_calendars.change,
        name="workspace-external-change",
    ),
    path(
        "workspace/calendars/others/<int:calendar_id>/fetch/", external_calendars.fetch, name="workspace-external-fetch"
    ),
    path(
        "workspace/calendars/others/<int:calendar_id>/remove/",
        external_calendars.remove,
        name="workspace-external-remove",
    ),
    path("workspace/slots/", slots.slots, name="workspace-slots"),
    path("workspace/events/<uuid:event_id>/check-in/", check_in.named, name="workspace-event-check-in"),
    path(
        "workspace/events/<uuid:event_id>/check-in/<int:user_id>/dismiss/",
        check_in.dismissed,
        name="workspace-event-check-in-dismiss",
    ),
    path("workspace/overlaps/check/", overlaps.check, name="workspace-overlaps-check"),
    *board_urls.urlpatterns,
    *training_urls.urlpatterns,
    path("workspace/<slug:agency>/members/", members.members, name="workspace-members"),
    path("workspace/<slug:agency>/members/second-factor/", members.second_factor, name="workspace-members-factor"),
    path("workspace/<slug:agency>/members/<int:membership_id>/", members.member, name="workspace-member"),
    path("workspace/<slug:agency>/tokens/", tokens.tokens, name="workspace-tokens"),
    path("workspace/<slug:agency>/tokens/<uuid:token_id>/revoke/", tokens.revoked, name="workspace-token-revoke"),
    path("workspace/<slug:agency>/calendar/", plan_feed.plan_feed, name="workspace-feed"),
    path("workspace/<slug:agency>/events/", own_events.own_events, name="workspace-events"),
]
