"""The addresses under /feeds/; none is translated, none is redirected."""

from django.urls import URLPattern, path, re_path

from events.feeds import views

urlpatterns: list[URLPattern] = [
    path("feeds/events.ics", views.feed, name="feed"),
    path("feeds/agencies/<str:slug>.ics", views.agency_feed, name="feed-agency"),
    path("feeds/events/<str:event_id>.ics", views.event_feed, name="feed-event"),
    re_path(r"^feeds/", views.absent),
]
