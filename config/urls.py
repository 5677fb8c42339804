"""Every address of the product: pages under a language, the rest without one."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

from config import bounces, health, languages, metrics, privacy, robots, views
from config.accounts import urls as account_urls
from config.api import api
from config.design.views import design
from events import urls as event_urls
from events import workspace_urls
from registrations import feed_urls as personal_feeds
from registrations.urls import plain_urlpatterns as plain_registration_pages
from registrations.urls import urlpatterns as registration_pages
from registrations.workspace_urls import urlpatterns as participant_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", languages.root, name="root"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("bounces", bounces.receive, name="bounces"),
    path("robots.txt", robots.robots, name="robots"),
    path("mailbox/", views.mailbox_page, name="mailbox"),
    path("mailbox/<str:name>/", views.mailbox_mail, name="mailbox-mail"),
    path("mailbox/<str:name>/source/", views.mailbox_source, name="mailbox-source"),
    path("mailbox/<str:name>/files/<int:number>/", views.mailbox_file, name="mailbox-file"),
    path("mailbox.json", views.mailbox_json, name="mailbox-json"),
    path("demonstration/sign-in/<str:token>/", views.sign_in, name="demonstration-sign-in"),
    path("admin/password_change/", views.no_password),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    *i18n_patterns(
        path("design/", design, name="design"),
        path("privacy/", privacy.privacy, name="privacy"),
        *event_urls.urlpatterns,
        *workspace_urls.urlpatterns,
        *participant_pages,
        *registration_pages,
        *account_urls.urlpatterns,
    ),
    *account_urls.plain_urlpatterns,
    *personal_feeds.urlpatterns,
    *event_urls.plain_urlpatterns,
    *plain_registration_pages,
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
