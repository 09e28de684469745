"""Addresses under /konto/: the views of allauth that we use, with German words. Signing up stays closed."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

urlpatterns = [
    path("anmelden/", account.login, name="account_login"),
    path("abmelden/", account.logout, name="account_logout"),
    path("inaktiv/", account.account_inactive, name="account_inactive"),
    path("registrieren/", account.signup, name="account_signup"),
    path("bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("passwort/aendern/", account.password_change, name="account_change_password"),
    path("passwort/setzen/", account.password_set, name="account_set_password"),
    path("passwort/vergessen/", account.password_reset, name="account_reset_password"),
    path("passwort/vergessen/gesendet/", account.password_reset_done, name="account_reset_password_done"),
    path("passwort/neu/fertig/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("zwei-faktoren/", mfa.index, name="mfa_index"),
    path("zwei-faktoren/anmelden/", mfa.authenticate, name="mfa_authenticate"),
    path("zwei-faktoren/bestaetigen/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("zwei-faktoren/app/einrichten/", totp.activate_totp, name="mfa_activate_totp"),
    path("zwei-faktoren/app/abschalten/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("zwei-faktoren/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("zwei-faktoren/codes/neu/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("zwei-faktoren/codes/laden/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
