"""The addresses of all feeds; the last of them is that nothing else is one."""

from django.urls import URLPattern

from events.feeds import urls as event_feeds
from registrations import feed_urls as personal_feeds

urlpatterns: list[URLPattern] = [*personal_feeds.urlpatterns, *event_feeds.urlpatterns]
