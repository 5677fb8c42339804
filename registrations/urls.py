"""Pages of registrations, below the language prefix."""

from django.urls import path

from registrations import my_urls
from registrations.views import approving, home, own, registering

urlpatterns = [
    path("events/<slug:slug>/register/", registering.register, name="register"),
    path("approvals/<str:token>/", approving.decide, name="approval"),
    path("registrations/<str:token>/", own.registration, name="registration"),
    path("registrations/<str:token>/details/", own.correct, name="registration-details"),
    path("registrations/<str:token>/cancel/", own.cancel, name="registration-cancel"),
    path("registrations/<str:token>/reconfirm/", own.registration, name="registration-reconfirm"),
    *my_urls.urlpatterns,
    path("workspace/", home.door, name="workspace"),
    path("workspace/<slug:agency>/", home.agency, name="workspace-agency"),
]
