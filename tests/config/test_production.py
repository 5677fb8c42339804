"""The settings of a real installation: cookies that nobody plants, no warning of Django's, mistakes that are named."""

import json
import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from config.launcher.environment import BASE_DIR

PRODUCTION = {
    "KALENTERI_BASE_URL": "https://koulutus.example",
    "KALENTERI_ALLOWED_HOSTS": "koulutus.example,localhost",
    "KALENTERI_SECRET_KEY": "".join(chr(ord("!") + number) for number in range(60)),
    "KALENTERI_PROXY": "1",
    "EMAIL_URL": "smtp+tls://user:password@localhost:587",
}
# What a browser gets when it opens a page in another language than its own, and a page with a form.
VISIT = """
import django, json
django.setup()
from django.test import Client
client = Client(headers={"Host": "koulutus.example", "X-Forwarded-Proto": "https", "Accept-Language": "fi"})
answers = [client.get(address) for address in ("/sv/accessibility/", "/sv/account/sign-in/")]
plain = Client(headers={"Host": "koulutus.example"}).get("/sv/accessibility/")
print(json.dumps({
    "statuses": [answer.status_code for answer in answers],
    "cookies": sorted(cookie.OutputString() for answer in answers for cookie in answer.cookies.values()),
    "policy": answers[0].headers["Content-Security-Policy"],
    "transport": [answer.headers.get("Strict-Transport-Security") for answer in answers],
    "plain": [plain.status_code, plain.headers.get("Location")],
}))
"""


def run(*command, **variables):
    """Run in the surroundings of a real installation; nothing of the tests' own but its services."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "KALENTERI_", "PYTEST_"))
    }
    env |= PRODUCTION | {"KALENTERI_DATA": os.environ["KALENTERI_DATA"], "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, *command], cwd=BASE_DIR, env=env | variables, capture_output=True, text=True, check=False
    )


def test_deployment_check_finds_nothing():
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert (checked.returncode, checked.stdout) == (0, "System check identified no issues (0 silenced).\n"), (
        checked.stderr
    )


def test_deployment_check_finds_what_is_wrong_of_the_demonstration():
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", KALENTERI_DEMO="1")

    assert checked.returncode == 1
    assert "(koulutuskalenteri.W004)" in checked.stderr


def test_browser_of_a_real_installation_gets_cookies_that_nobody_else_can_plant():
    script = VISIT.replace(
        "django.setup()",
        "from django.conf import settings; settings.STORAGES['staticfiles'] = "
        "{'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}; django.setup()",
    )

    seen = run("-c", script)

    assert seen.returncode == 0, seen.stderr
    said = json.loads(seen.stdout.splitlines()[-1])
    assert said["statuses"] == [200, 200]
    assert [cookie.split("=")[0] for cookie in said["cookies"]] == ["__Host-csrftoken", "__Host-language"]
    for cookie in said["cookies"]:
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie
    assert "upgrade-insecure-requests" in said["policy"]
    assert said["transport"] == ["max-age=31536000; includeSubDomains; preload"] * 2
    assert said["plain"] == [301, "https://koulutus.example/sv/accessibility/"]


@pytest.fixture
def production(settings, monkeypatch):
    """Settings in which nothing is wrong."""
    settings.BASE_URL, settings.SITE_IS_SECURE = "https://koulutus.example", True
    settings.ALLOWED_HOSTS = ["koulutus.example", "localhost"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.DEMONSTRATION = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setenv("KALENTERI_SECRET_KEY", "…")
    return settings


def found():
    everything = run_checks(include_deployment_checks=True)
    return [message.id for message in everything if (message.id or "").startswith("koulutuskalenteri.")]


def test_nothing_is_wrong_with_good_settings(production):
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("BASE_URL", "koulutus.example", ["koulutuskalenteri.E001", "koulutuskalenteri.W003"]),
        ("BASE_URL", "ftp://koulutus.example", ["koulutuskalenteri.E001"]),
        ("BASE_URL", "https://koulutus.example/kalenteri", ["koulutuskalenteri.E001"]),
        ("SITE_IS_SECURE", False, ["koulutuskalenteri.W001"]),
        ("SECURE_PROXY_SSL_HEADER", None, ["koulutuskalenteri.W002"]),
        ("ALLOWED_HOSTS", ["localhost"], ["koulutuskalenteri.W003"]),
        ("ALLOWED_HOSTS", ["*"], ["koulutuskalenteri.W003"]),
        ("ALLOWED_HOSTS", [".example"], []),
        ("DEMONSTRATION", True, ["koulutuskalenteri.W004"]),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", ["koulutuskalenteri.W005"]),
    ],
)
def test_mistake_in_a_setting_is_named_with_a_hint(production, name, value, expected):
    setattr(production, name, value)

    assert found() == expected
    assert all(message.hint for message in run_checks() if (message.id or "").startswith("koulutuskalenteri."))


def test_key_that_stays_on_one_machine_while_the_database_is_shared_is_named(production, monkeypatch):
    monkeypatch.delenv("KALENTERI_SECRET_KEY")
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/kalenteri")

    assert found() == ["koulutuskalenteri.W006"]
