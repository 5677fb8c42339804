"""Addresses below account/: ours, and those of allauth's that have their place here. No password has one."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as socialaccount
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import path

from config.accounts import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/start/", views.start, name="account-start"),
    path("account/sign-in/", views.sign_in, name="account_login"),
    path("account/sign-in/address/", views.sign_in, name="account_request_login_code"),
    path("account/sign-in/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("account/sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("account/sign-in/second-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("account/sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("account/sign-in/with/<slug:provider_id>/", views.sign_in_with, name="openid_connect_login"),
    path("account/sign-in/cancelled/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/sign-in/failed/", socialaccount.login_error, name="socialaccount_login_error"),
    path("account/sign-in/no-account/", views.no_account, name="account_signup"),
    path("account/sign-in/unknown/", views.no_account, name="socialaccount_signup"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("account/invitation/<str:token>/", views.invitation, name="account-invitation"),
    path("account/second-factor/", views.second_factor, name="account-second-factor"),
    path("account/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/rename/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/authenticator/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/authenticator/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/recovery-codes/file/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/services/", views.services, name="socialaccount_connections"),
    path("account/sessions/end/", views.end_sessions, name="account-sessions-end"),
    path("account/tokens/new/", views.new_token, name="account-token-new"),
    path("account/tokens/<uuid:token_id>/revoke/", views.revoke_token, name="account-revoke"),
    # To these allauth leads when it is done: all of it stands on one page here.
    path("account/security/", views.to_account, name="mfa_index"),
    path("account/passkeys/", views.to_account, name="mfa_list_webauthn"),
    path("account/sessions/", views.to_account, name="usersessions_list"),
]
# Registered with the provider, so it has no language.
plain_urlpatterns = [
    path("account/with/<slug:provider_id>/callback/", openid_connect.callback, name="openid_connect_callback"),
]
