"""Every address of the product."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

from config import health, views
from events import urls as event_urls
from registrations.urls import urlpatterns as registration_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("mailbox/", views.mailbox_page, name="mailbox"),
    path("mailbox/<str:name>/", views.mailbox_mail, name="mailbox-mail"),
    path("mailbox.json", views.mailbox_json, name="mailbox-json"),
    path("demonstration/sign-in/<str:token>/", views.sign_in, name="demonstration-sign-in"),
    path("admin/", admin.site.urls),
    *i18n_patterns(*registration_pages),
    *event_urls.plain_urlpatterns,
]
