"""Addresses under /feeds/: those of the calendars with another ending."""

from django.urls import URLPattern, path, re_path

from events.syndication import views

urlpatterns: list[URLPattern] = [
    re_path(r"^feeds/events\.(?P<kind>atom|rss)$", views.new_trainings, name="news"),
    re_path(r"^feeds/agencies/(?P<slug>[^/]+)\.(?P<kind>atom|rss)$", views.new_trainings, name="news-agency"),
    path("feeds/events.html", views.embedded, name="embedded"),
    path("feeds/agencies/<str:slug>.html", views.embedded, name="embedded-agency"),
]
