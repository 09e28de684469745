"""The organiser's own data: addresses, legal texts, coat of arms."""

from django.db import transaction
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Datei, Konto, Mitgliedschaft, Veranstalter
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.gemeinsam import lock, record


@transaction.atomic
def update_veranstalter(
    *,
    veranstalter: Veranstalter,
    daten: dict,
    fassung: int | None,
    by: Akteur,
    wappen: bytes | None = None,
    ohne_wappen: bool = False,
) -> Veranstalter:
    """Change data and legal texts; `wappen` is a checked PNG. Raises Veraltet like every edit."""
    if by.rolle != Rolle.LEITUNG:
        raise NichtErlaubt(_("Die Einstellungen ändert nur die Leitung."))
    row = lock(Veranstalter.objects, veranstalter.pk)
    changed = [name for name, value in daten.items() if getattr(row, name) != value]
    if (changed or wappen or ohne_wappen) and fassung is not None and row.fassung != fassung:
        raise Veraltet(row)
    for name in changed:
        setattr(row, name, daten[name])
    old = row.wappen_id
    if wappen is not None:
        row.wappen = Datei.objects.store(veranstalter=row, name="wappen.png", typ="image/png", inhalt=wappen)
    elif ohne_wappen:
        row.wappen = None
    if row.wappen_id != old:
        changed.append("wappen")
    if not changed:
        return row
    row.fassung += 1
    row.full_clean()
    row.save(update_fields=[*changed, "fassung"])
    if old and row.wappen_id != old:
        Datei.objects.filter(pk=old).delete()
    record("Einstellungen geändert.", by=by, veranstalter=row)
    return row


@transaction.atomic
def create_veranstalter(*, daten: dict, email: str, passwort: str | None, by: Akteur) -> Mitgliedschaft:
    """A town that starts for real: the organiser and the account of its first Leitung."""
    veranstalter = Veranstalter(**daten)
    veranstalter.full_clean()
    veranstalter.save(force_insert=True)
    konto = Konto.objects.filter(email=email.lower()).first() or Konto.objects.create_user(email, passwort)
    mitgliedschaft = Mitgliedschaft.objects.create(konto=konto, veranstalter=veranstalter, rolle=Rolle.LEITUNG)
    record("Veranstalter eingerichtet.", by=by, veranstalter=veranstalter)
    return mitgliedschaft
