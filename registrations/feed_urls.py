"""The address of a person's own calendar, under /feeds/."""

from django.urls import URLPattern, path

from registrations.my import feed

urlpatterns: list[URLPattern] = [path("feeds/personal/<str:token>.ics", feed.personal_feed, name="feed-personal")]
