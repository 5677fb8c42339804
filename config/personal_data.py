"""Personal columns of the library that signs people in."""

from collections.abc import Mapping

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from catalogue.personal_data import Declaration, Erased, Kept, Owners, Personal, Whose

_SIGNING_IN = Personal(
    _("To sign in, and to see by what one’s account is opened"), Kept.ACCOUNT, what=_("Ways of signing in")
)
_SESSION = Personal(_("To see where one is signed in, and to end it"), Kept.SESSION, what=_("Where one is signed in"))

PERSONAL: Declaration = {
    EmailAddress: dict.fromkeys(("user", "email"), _SIGNING_IN),
    Authenticator: dict.fromkeys(("user", "data"), _SIGNING_IN),
    SocialAccount: dict.fromkeys(("user", "uid", "extra_data"), _SIGNING_IN),
    UserSession: dict.fromkeys(("user", "ip", "session_key", "user_agent", "data"), _SESSION),
}
WHOSE: Owners = {
    EmailAddress: Whose(Erased.ACCOUNT, user="user"),
    Authenticator: Whose(Erased.ACCOUNT, user="user", withheld=frozenset({"data"})),
    SocialAccount: Whose(Erased.ACCOUNT, user="user"),
    UserSession: Whose(Erased.ACCOUNT, user="user", withheld=frozenset({"session_key"})),
}
IMPERSONAL: Mapping[type[Model], frozenset[str]] = {
    Authenticator: frozenset({"type"}),
    SocialAccount: frozenset({"provider"}),
    # Never filled: providers come from the settings, and neither tokens nor confirmations are kept.
    SocialApp: frozenset({"provider", "provider_id", "name", "client_id", "secret", "key", "settings"}),
    SocialToken: frozenset({"token", "token_secret"}),
    EmailConfirmation: frozenset({"key"}),
}
