"""Pages of registrations, below the language prefix."""

from django.urls import path

from registrations import my_urls
from registrations.views import approving, groups, home, newsletter, own, own_answers, registering

urlpatterns = [
    path("events/<slug:slug>/register/", registering.register, name="register"),
    path("events/<slug:slug>/register/group/", groups.register, name="register-group"),
    path("groups/<str:token>/", groups.group, name="group"),
    path("groups/<str:token>/together/", groups.wait_together, name="group-together"),
    path("groups/<str:token>/<uuid:registration_id>/name/", groups.name_seat, name="group-name"),
    path("groups/<str:token>/<uuid:registration_id>/cancel/", groups.cancel, name="group-cancel"),
    path("newsletter/", newsletter.subscribe, name="newsletter"),
    path("newsletter/<str:token>/", newsletter.change, name="newsletter-change"),
    path("newsletter/<str:token>/confirm/", newsletter.confirm, name="newsletter-confirm"),
    path("approvals/<str:token>/", approving.decide, name="approval"),
    path("registrations/<str:token>/", own.registration, name="registration"),
    path("registrations/<str:token>/details/", own.correct, name="registration-details"),
    path("registrations/<str:token>/cancel/", own.cancel, name="registration-cancel"),
    path("registrations/<str:token>/reconfirm/", own_answers.reconfirm, name="registration-reconfirm"),
    path("registrations/<str:token>/offer/", own_answers.offer, name="registration-offer"),
    path("registrations/<str:token>/seats/", own_answers.seats, name="registration-seats"),
    path("registrations/<str:token>/substitute/", own_answers.substitute, name="registration-substitute"),
    *my_urls.urlpatterns,
    path("workspace/", home.door, name="workspace"),
    path("workspace/<slug:agency>/", home.agency, name="workspace-agency"),
]
plain_urlpatterns = [path("newsletter/end/<str:token>", newsletter.end, name="newsletter-end")]
