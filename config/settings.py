"""Settings, all from the environment; the defaults are those of the embedded demonstration."""

from importlib.util import find_spec
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import bodies, secrets
from config.accounts import providers

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env("KALENTERI_DATA", default=str(BASE_DIR / ".local"))).resolve()

# The demonstration: example data, accounts and a mailbox instead of real mail.
DEMONSTRATION = env.bool("KALENTERI_DEMO", default=False)
DEBUG = env.bool("KALENTERI_DEBUG", default=False)
BASE_URL = env("KALENTERI_BASE_URL", default="http://localhost:8000").rstrip("/")
SECRET_KEY = secrets.secret_key(env("KALENTERI_SECRET_KEY", default=""), DATA_DIR)
ALLOWED_HOSTS = env.list("KALENTERI_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_IS_SECURE = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "catalogue",
    "events",
    "registrations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "config.apps.ConfigConfig",  # after allauth, whose pages of the administration it takes away
    "django_filters",
    "django_htmx",
    "heroicons",
    "ninja",
]

if find_spec("django_linear_migrations"):  # installed for development only
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "config.headers.Headers",
    "events.feeds.middleware.FeedMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "config.api_middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.languages.RememberLanguage",
    "config.errors.ErrorPages",
    "config.limits.Limits",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.accounts.second_factor.SecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
# What the feeds' middleware answers before anything else.
FEEDS_URLCONF = "config.feed_urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "heroicons.templatetags.heroicons",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data -----------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres:///kalenteri")}
# Autocommit; every write opens its own transaction. The pool is per process and must hold every web thread.
# The check on hand-out keeps a restarted database from failing the next request of each pooled connection.
DATABASES["default"] |= {
    "ENGINE": "config.postgresql",
    "ATOMIC_REQUESTS": False,
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
    "min_size": 1,
    "max_size": env.int("KALENTERI_DB_POOL", default=12),
    "timeout": 5,
    "reconnect_timeout": 5,  # then a request tries anew: the pool's own tries become rarer, up to minutes
}
# A writer that was cut off in the middle must not hold an event's lock for ever. Compiling the statements of a year
# takes longer than answering them.
DATABASES["default"]["OPTIONS"]["options"] = "-c idle_in_transaction_session_timeout=60s -c jit=off"
# Only catalogue.statements prepares. A pooler in front of the database that shares connections may not know how.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 3 if env.bool("KALENTERI_DB_PREPARED", default=True) else None
REDIS_URL = env("REDIS_URL", default="redis://localhost:6379/0")
# Nothing but tries of signing in: counted where the sessions are, so that they count without the broker too.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "catalogue_tries",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "catalogue.User"
SESSION_ENGINE = "config.sessions"

# --- Signing in: without passwords, by a mailed code, a passkey or an OpenID Connect provider ------------------------
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account-start"
LOGOUT_REDIRECT_URL = "front"
SESSION_COOKIE_AGE = env.int("KALENTERI_SESSION_DAYS", default=14) * 24 * 60 * 60
ACCOUNT_ADAPTER = "config.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the code that went there
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 2
# A whole agency shares one address, and begins its day at eight.
ACCOUNT_RATE_LIMITS = {
    "login": "200/m/ip",
    "request_login_code": "200/m/ip,3/m/key,20/h/key",
    # Of those 20, as many as one network may ask for: nobody keeps the owner of an address out.
    "code_from_network": "8/h/key",
    # Letters to addresses without an account: anybody can type a stranger's.
    "no_account": "30/h/ip,3/d/key",
    "login_failed": "100/m/ip,10/300s/key",
}
ACCOUNT_FORMS = {
    "request_login_code": "config.accounts.forms.AddressForm",
    "confirm_login_code": "config.accounts.forms.MailedCodeForm",
}
MFA_ADAPTER = "config.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # so that a passkey is two factors: the device, and its owner's finger
MFA_TOTP_ISSUER = "Koulutuskalenteri"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "200/m/ip"}
MFA_FORMS = {
    "authenticate": "config.accounts.forms.SecondFactorForm",
    "reauthenticate": "config.accounts.forms.ConfirmationForm",
    "add_webauthn": "config.accounts.forms.NewPasskeyForm",
    "edit_webauthn": "config.accounts.forms.PasskeyNameForm",
    "activate_totp": "config.accounts.forms.AuthenticatorForm",
}
OIDC = providers.read(env("KALENTERI_OIDC", default=""), is_secure=SITE_IS_SECURE)
SOCIALACCOUNT_ADAPTER = "config.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC.apps}}
# Whoever a provider says, with proof, owns an address is let into the account of that address.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_FORMS = {"disconnect": "config.accounts.forms.ServiceForm"}

# --- Work behind the scenes -----------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "Europe/Helsinki"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300}
CELERY_BEAT_SCHEDULE = {
    "sweep-outbox": {"task": "catalogue.tasks.sweep_outbox", "schedule": 5.0},
    "pass-on-freed-seats": {"task": "registrations.tasks.pass_on_freed_seats", "schedule": 30.0},
    "owe-reminders": {"task": "registrations.tasks.owe_reminders", "schedule": 60.0},
    "warn-of-few": {"task": "registrations.tasks.warn_of_few", "schedule": 600.0},
    "owe-digests": {"task": "registrations.tasks.owe_digests", "schedule": crontab(hour=7, minute=30)},
    "forget-unconfirmed": {"task": "registrations.tasks.forget_unconfirmed", "schedule": crontab(hour=3, minute=30)},
    "forget-personal-data": {
        "task": "registrations.tasks.forget_personal_data",
        "schedule": crontab(hour=3, minute=10),
    },
    "remind-supervisors": {"task": "registrations.tasks.remind_supervisors", "schedule": 3600.0},
    "sweep-overlaps": {"task": "events.tasks.sweep_overlaps", "schedule": 60.0},
    "rebuild-overlaps": {"task": "events.tasks.rebuild_overlaps", "schedule": crontab(hour=3, minute=25)},
    "refresh-calendars": {"task": "events.tasks.refresh_calendars", "schedule": 60.0},
    "forget-uploads": {"task": "events.tasks.forget_uploads", "schedule": 3600.0},
    "learn-words": {"task": "events.tasks.learn_words", "schedule": crontab(hour=3, minute=10)},
    "forget-ended-sessions": {"task": "config.tasks.forget_ended_sessions", "schedule": crontab(hour=3, minute=20)},
    "send-overlap-digests": {
        "task": "events.tasks.send_overlap_digests",
        "schedule": crontab(day_of_week=1, hour=7, minute=0),
    },
    "send-overdue-overlaps": {"task": "events.tasks.send_overdue_overlaps", "schedule": crontab(hour=7, minute=10)},
    "forget-expired-answers": {"task": "catalogue.tasks.forget_expired_answers", "schedule": 3600.0},
}

# --- Mail -----------------------------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
if DEMONSTRATION:
    EMAIL_BACKEND = "config.mailbox.MailboxBackend"
MAILBOX_DIR = DATA_DIR / "mailbox"
DEFAULT_FROM_EMAIL = env("KALENTERI_FROM_EMAIL", default="Koulutuskalenteri <koulutuskalenteri@localhost>")
# Where what cannot be delivered comes back to, and the key of who reports it by POST.
BOUNCE_EMAIL = env("KALENTERI_BOUNCE_EMAIL", default="")
BOUNCES_TOKEN = env("KALENTERI_BOUNCES_TOKEN", default="")

# --- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]
# Languages a training can be held in; a wider set than the languages of the pages.
TRAINING_LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English")), ("se", _("Northern Sámi"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True
USE_I18N = True

# --- Static files ---------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
# Maps are for debuggers and five times as slow to compress as the rest together.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["br", "gif", "gz", "jpg", "map", "png", "webp", "woff", "woff2", "zip"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Security -------------------------------------------------------------------------------------------------------
# With the prefix a browser takes a cookie from this host alone, over https alone: no neighbour can plant one.
COOKIE_PREFIX = "__Host-" if SITE_IS_SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# What is not in a cookie cannot be forged, nor grow it.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = env.int("KALENTERI_HSTS_SECONDS", default=31_536_000 if SITE_IS_SECURE else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT = SITE_IS_SECURE
# How many proxies of ours stand before this server: so many entries of X-Forwarded-For are believed, from the right.
PROXIES = env.int("KALENTERI_PROXIES", default=1) if env.bool("KALENTERI_PROXY", default=False) else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("KALENTERI_PROXY", default=False) else None
X_FRAME_OPTIONS = "DENY"
# Every filter there is, all at once, takes half of it.
LONGEST_ADDRESS = 8_000
DATA_UPLOAD_MAX_MEMORY_SIZE = bodies.LARGEST
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "upgrade-insecure-requests": SITE_IS_SECURE,
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")
}

# --- The calendar's own ---------------------------------------------------------------------------------------------
# The right side of every session's UID. Stored with the session, so changing it affects new sessions only.
UID_DOMAIN = env("KALENTERI_UID_DOMAIN", default="koulutuskalenteri.fi")
# Anonymous writes per address and minute (never below 1,000: whole municipalities share one address).
WRITE_RATE = env("KALENTERI_WRITE_RATE", default="3000/minute")
READ_RATE = env("KALENTERI_READ_RATE", default="60000/minute")
# Microsoft's agents get feeds without gzip when this is on (an unconfirmed report of failures, see docs/operations.md).
FEED_PLAIN_FOR_MICROSOFT = env.bool("KALENTERI_FEED_PLAIN_FOR_MICROSOFT", default=False)
# Where feedback on the service and its accessibility goes; answered within 14 days (act 306/2019).
FEEDBACK_EMAIL = env("KALENTERI_FEEDBACK_EMAIL", default="palaute@koulutuskalenteri.example")
# How long names and addresses of participants are kept after a training, and messages after they were made.
REGISTRATIONS_KEPT_DAYS = env.int("KALENTERI_REGISTRATIONS_KEPT_DAYS", default=3 * 365)
ACCESS_LOG_KEPT_DAYS = env.int("KALENTERI_ACCESS_LOG_KEPT_DAYS", default=3 * 365)
MESSAGES_KEPT_DAYS = env.int("KALENTERI_MESSAGES_KEPT_DAYS", default=365)
# From which likeness on two texts count as being about the same (docs/decisions/0012-topic-likeness.md).
LIKENESS_ALIKE = 0.35
# How far apart sessions still overlap (docs/decisions/0009-overlaps.md), and what each reason adds to the score.
OVERLAP_NEAR_WORKING_DAYS = 3
OVERLAP_SEASON_DAYS = 120
OVERLAP_DAYS_TO_SETTLE = 14
OVERLAP_WEIGHTS = {
    "same_time": 30,
    "near_in_time": 15,
    "same_season": 10,
    "same_trainer": 35,
    "same_room": 35,
    "audience_shared": 25,
    "audience_within": 15,
    "same_theme": 25,
    "alike_texts": 20,
    "same_language": 10,
    "both_national": 10,
    "both_online": 10,
    "shared_region": 10,
    "open_to_all_regions": 10,
    "public_holiday": 30,
    "school_break": 20,
    "matriculation": 20,
    "blocked": 25,
    "external_item": 15,
}
# What makes a start worse than the best there can be (docs/decisions/0011-free-slots.md): each other training it would
# touch, each other training for the same people that week up to so many, an unusual hour or day; the last is a bonus.
SLOT_WEIGHTS = {
    "clash_high": 40,
    "clash_medium": 25,
    "near": 15,
    "duplicate": 2,
    "same_week": 2,
    "other_hour": 3,
    "half_hour": 5,
    "monday_friday": 2,
    "weekend": 10,
    "your_usual_time": -2,
}
SLOT_BUSIEST_WEEK = 5
# Nine and one o'clock, in minutes of the day.
SLOT_USUAL_STARTS = (9 * 60, 13 * 60)
# Networks of our own from which calendars of others may be fetched besides the public internet: 10.20.0.0/16.
INCOMING_NETWORKS = env.list("KALENTERI_CALENDAR_NETWORKS", default=[])
METRICS_TOKEN = env("KALENTERI_METRICS_TOKEN", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.WithoutSecrets", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("KALENTERI_LOG_LEVEL", default="INFO")},
    # A refused form or a mistyped address is no news for who runs the service.
    "loggers": {"django.request": {"level": "ERROR"}},
}
