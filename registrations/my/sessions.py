"""Whose own page a browser may see: of who opened a mailed link in it a while ago, or is signed in with an account."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from catalogue.models import Person
from registrations.my import sign_in_links

LASTS = timedelta(hours=4)
_KEPT = "my"


def begin(request: HttpRequest, person: Person, *, now: datetime | None = None) -> None:
    """Let the browser open this person's own page for a while."""
    now = now or timezone.now()
    own_page = sign_in_links.of_person(person.pk)
    if own_page is None:
        return
    # A key that somebody planted in the browser before is worth nothing after.
    request.session.cycle_key()
    request.session[_KEPT] = {
        "person": str(person.pk),
        "version": own_page.version,
        "until": (now + LASTS).timestamp(),
    }
    if not request.user.is_authenticated:
        request.session.set_expiry(int(LASTS.total_seconds()))


def end(request: HttpRequest) -> None:
    if request.user.is_authenticated:
        request.session.pop(_KEPT, None)
    else:
        request.session.flush()


def person_of(request: HttpRequest, *, now: datetime | None = None) -> Person | None:
    """Answer whose own page this browser may see; nobody's for a stranger."""
    return _by_link(request, now or timezone.now()) or _by_account(request)


def is_by_link(request: HttpRequest) -> bool:
    """Whether there is something to end beside the account's own session."""
    return _KEPT in request.session


def _by_link(request: HttpRequest, now: datetime) -> Person | None:
    kept = request.session.get(_KEPT)
    if kept is None or kept["until"] <= now.timestamp():
        return None
    own_page = sign_in_links.of_person(kept["person"])
    return own_page.person if own_page and own_page.version == kept["version"] else None


def _by_account(request: HttpRequest) -> Person | None:
    """The person of a signed-in user: named as theirs, or known by an address they have proved to be theirs."""
    user = request.user
    if not user.is_authenticated:
        return None
    proved = EmailAddress.objects.filter(user=user, verified=True).values("email")
    theirs = Q(user=user) | Q(user=None, email__in=proved)
    found = Person.objects.select_related("own_page").filter(theirs, email__isnull=False)
    return found.order_by("user", "created_at").first()
