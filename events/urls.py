"""The addresses of the trainings: pages under a language, and `plain_urlpatterns`, the same in every language."""

from django.urls import URLPattern, path

from events.feeds import urls as feed_urls
from events.views import details, embedding, front, lists, pictures, statements, subscribing

urlpatterns: list[URLPattern] = [
    path("", front.front, name="front"),
    path("events/", lists.events, name="events"),
    path("events/<slug:slug>/", details.event, name="event"),
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("embed/", embedding.embed, name="embed"),
    path("accessibility/", statements.accessibility, name="accessibility"),
]
plain_urlpatterns: list[URLPattern] = [
    *feed_urls.urlpatterns,
    path("e/<str:code>", details.short, name="event-short"),
    path("og/events/<uuid:event_id>-<str:language>.png", pictures.event_picture, name="event-picture"),
    path("og/calendar-<str:language>.png", pictures.calendar_picture, name="calendar-picture"),
]
