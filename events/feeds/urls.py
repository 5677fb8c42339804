"""The addresses under /feeds/; none is translated, none is redirected."""

from django.urls import URLPattern, path, re_path

from events.feeds import plan_addresses, views
from events.syndication import urls as syndication

urlpatterns: list[URLPattern] = [
    path("feeds/events.ics", views.feed, name="feed"),
    path("feeds/agencies/<str:slug>.ics", views.agency_feed, name="feed-agency"),
    path("feeds/events/<str:event_id>.ics", views.event_feed, name="feed-event"),
    path("feeds/sessions/<str:uid>.ics", views.session_feed, name="feed-session"),
    path("feeds/workspace/<str:token>.ics", plan_addresses.workspace_feed, name="feed-workspace"),
    *syndication.urlpatterns,
    re_path(r"^feeds/", views.absent),
]
