"""Who works for an organiser. Only the Leitung changes it, and one Leitung always stays."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konto, Mitgliedschaft, Veranstalter
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import record


def _lock(veranstalter: Veranstalter, by: Akteur) -> Veranstalter:
    if by.rolle not in (Rolle.LEITUNG, Rolle.SYSTEM):
        raise NichtErlaubt(_("Das Team ändert nur die Leitung."))
    return Veranstalter.objects.select_for_update(no_key=True).get(pk=veranstalter.pk)


@transaction.atomic
def invite_mitglied(
    *, veranstalter: Veranstalter, email: str, vorname: str, nachname: str, rolle: str, by: Akteur
) -> Mitgliedschaft:
    """Add a colleague and mail how to get in. An account that exists keeps its name and password."""
    veranstalter = _lock(veranstalter, by)
    email = email.strip().lower()
    konto = Konto.objects.filter(email=email).first()
    if konto is None:
        konto = Konto.objects.create_user(email, vorname=vorname, nachname=nachname)
    elif konto.mitgliedschaften.filter(veranstalter=veranstalter).exists():
        raise ValidationError({"email": _("Diese Person gehört schon zum Team.")})
    elif not konto.has_usable_password():
        # Links that another organiser may have seen end here.
        konto.set_unusable_password()
        konto.save(update_fields=["password"])
    mitgliedschaft = Mitgliedschaft(konto=konto, veranstalter=veranstalter, rolle=rolle)
    mitgliedschaft.full_clean()
    mitgliedschaft.save(force_insert=True)
    record(f"Team erweitert: {Rolle(rolle).label}.", by=by, veranstalter=veranstalter, objekt=f"Konto {konto.pk}")
    _send_invitation(mitgliedschaft)
    return mitgliedschaft


def _send_invitation(mitgliedschaft: Mitgliedschaft) -> None:
    """Account mail: goes straight to the transport, never into the Postausgang."""
    konto, veranstalter = mitgliedschaft.konto, mitgliedschaft.veranstalter
    if konto.has_usable_password():
        schritt = _("Melden Sie sich mit Ihrem Konto an:") + "\n" + settings.ADRESSE + reverse("account_login")
    else:
        schritt = _("Wählen Sie zuerst ein Passwort:") + "\n" + password_link(konto)
    text = _("Guten Tag,\n\nSie gehören jetzt zum Team „%(name)s“ in der Netzwerkstatt.\n%(schritt)s\n") % {
        "name": veranstalter.name,
        "schritt": schritt,
    }
    send_mail(_("Ihr Konto in der Netzwerkstatt"), text, settings.DEFAULT_FROM_EMAIL, [konto.email])


def password_link(konto: Konto) -> str:
    """Full address under which this account sets its first password; ends with its first use."""
    pfad = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(konto), "key": default_token_generator.make_token(konto)},
    )
    return settings.ADRESSE + pfad


def may_see_password_link(mitgliedschaft: Mitgliedschaft) -> bool:
    """Only for an account nobody has opened yet and that no other organiser knows."""
    konto = mitgliedschaft.konto
    return not konto.has_usable_password() and konto.last_login is None and konto.mitgliedschaften.count() == 1


@transaction.atomic
def change_rolle(*, mitgliedschaft: Mitgliedschaft, rolle: str, by: Akteur) -> Mitgliedschaft:
    veranstalter = _lock(mitgliedschaft.veranstalter, by)
    if rolle not in Mitgliedschaft.Rolle.values:
        raise ValidationError({"rolle": _("Diese Rolle gibt es nicht.")})
    row = veranstalter.mitgliedschaften.get(pk=mitgliedschaft.pk)
    if row.rolle == rolle:
        return row
    if row.rolle == Rolle.LEITUNG:
        _require_other_leitung(row)
    row.rolle = rolle
    row.save(update_fields=["rolle"])
    record(f"Rolle geändert: {Rolle(rolle).label}.", by=by, veranstalter=veranstalter, objekt=f"Konto {row.konto_id}")
    return row


@transaction.atomic
def remove_mitglied(*, mitgliedschaft: Mitgliedschaft, by: Akteur) -> None:
    """End the membership; the account itself stays."""
    veranstalter = _lock(mitgliedschaft.veranstalter, by)
    row = veranstalter.mitgliedschaften.filter(pk=mitgliedschaft.pk).first()
    if row is None:
        return
    if row.rolle == Rolle.LEITUNG:
        _require_other_leitung(row)
    row.delete()
    record("Team verkleinert.", by=by, veranstalter=veranstalter, objekt=f"Konto {row.konto_id}")


def _require_other_leitung(row: Mitgliedschaft) -> None:
    others = row.veranstalter.mitgliedschaften.filter(rolle=Rolle.LEITUNG).exclude(pk=row.pk)
    if not others.exists():
        raise NichtErlaubt(_("Eine Leitung muss bleiben. Ernennen Sie zuerst eine andere Person."))
