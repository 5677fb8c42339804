"""The addresses of a person's own page, below the language prefix."""

from django.urls import path

from registrations.views.my import own_data, page, signing_in

urlpatterns = [
    path("my/", page.my, name="my"),
    path("my/open/<int:until>/<str:token>/", signing_in.opened, name="my-open"),
    path("my/leave/", signing_in.leave, name="my-leave"),
    path("my/details/", page.details, name="my-details"),
    path("my/calendar/", page.calendar_address, name="my-calendar"),
    path("my/calendar/reset/", page.reset_calendar, name="my-calendar-reset"),
    path("my/data/", own_data.kept, name="my-data"),
    path("my/data/download/", own_data.download, name="my-download"),
    path("my/data/erase/", own_data.erase, name="my-erase"),
    path("my/erased/", own_data.erased, name="my-erased"),
    path("my/registrations/<uuid:registration_id>/<slug:action>/", page.answer, name="my-answer"),
]
