"""The addresses of the workspace, under a language. Those of an agency come last: they begin with its slug."""

from django.urls import URLPattern, path

from events.views.workspace import own_events, rights

urlpatterns: list[URLPattern] = [
    path("workspace/rights/", rights.table, name="workspace-rights"),
    path("workspace/<slug:agency>/events/", own_events.own_events, name="workspace-events"),
]
