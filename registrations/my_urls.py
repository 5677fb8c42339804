"""The addresses of a person's own page, below the language prefix."""

from django.urls import path

from registrations.views.my import page, signing_in

urlpatterns = [
    path("my/", page.my, name="my"),
    path("my/open/<int:until>/<str:token>/", signing_in.opened, name="my-open"),
    path("my/leave/", signing_in.leave, name="my-leave"),
    path("my/details/", page.details, name="my-details"),
    path("my/calendar/", page.calendar_address, name="my-calendar"),
    path("my/calendar/reset/", page.reset_calendar, name="my-calendar-reset"),
    path("my/registrations/<uuid:registration_id>/<slug:action>/", page.answer, name="my-answer"),
]
