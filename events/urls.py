"""The addresses of the trainings: `plain_urlpatterns` are the same in every language."""

from django.urls import URLPattern

from events.feeds import urls as feed_urls

plain_urlpatterns: list[URLPattern] = [*feed_urls.urlpatterns]
