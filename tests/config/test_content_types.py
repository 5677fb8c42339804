"""Whatever Content-Type claims, a request is answered."""

import pytest
from django.test import RequestFactory

from config import content_types
from config.wsgi import application

pytestmark = pytest.mark.django_db(transaction=True)
STRANGE = [
    "text/plain; charset=zlib",
    "text/plain; charset=undefined",
    "text/plain; charset=unicode_escape",
    "text/plain; charset=nothing-of-the-kind",
    "text/plain; charset=\x00",
    "text/plain; charset*=zlib''%ff",
    "text/plain; charset*=utf-8'",
    f"text/plain; {'x' * 20_000}",
]


def status_of(address, content_type):
    statuses = []
    request = RequestFactory().get(address).environ | {"CONTENT_TYPE": content_type}
    list(application(request, lambda status, _headers: statuses.append(int(status[:3]))))
    return statuses[0]


@pytest.mark.parametrize("content_type", STRANGE)
@pytest.mark.parametrize("address", ["/en/events/", "/feeds/events.ics", "/api/v1/events"])
def test_strange_content_type_changes_no_answer(address, content_type):
    assert status_of(address + "?q=%5Cud800", content_type) == 200


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_character_set_of_a_form_is_left_for_django_to_judge(charset):
    seen = []
    form = f"application/x-www-form-urlencoded; charset={charset}"

    content_types.checked(lambda environ, _start: seen.append(environ["CONTENT_TYPE"]) or [])(
        {"CONTENT_TYPE": form}, None
    )

    assert seen == [form]
