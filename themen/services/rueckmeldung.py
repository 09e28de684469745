"""Feedback: given without a name, typed in from paper, chosen for the minutes, taken out.

Nothing may lead from an answer to a person, for whoever reads the database either. So what somebody gives writes no
Verlauf and no time; see docs/entscheidungen/2026-11-23-rueckmeldung.md.
"""

import random
import secrets
import uuid
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Konferenz, Vorgang
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import do_once, lock, record, require
from teilnehmer.models import Anmeldung
from teilnehmer.models.einladung import Kanal
from themen.models import Rueckmeldung
from themen.services.protokoll import may_write_public

# Keys of rows are drawn from what every program can hold as a whole number.
_HIGHEST = 2**53 - 1
TEXTE = {"gut": "zitat_gut", "naechstes_mal": "zitat_naechstes_mal"}


def has_given(anmeldung: Anmeldung) -> bool:
    """Whether this person has answered; not what."""
    return Vorgang.objects.filter(schluessel=_key(anmeldung)).exists()


def give_rueckmeldung(anmeldung: Anmeldung, *, note: int | None, gut: str, naechstes_mal: str, by: Akteur) -> None:
    """A person answers on their own device. The first answer counts; nobody can look it up or change it."""
    key = _key(anmeldung)

    def work() -> dict:
        konferenz = lock(Konferenz.objects, anmeldung.konferenz_id)
        _require(konferenz, by)
        _add(konferenz, Kanal.LINK, note=note, gut=gut, naechstes_mal=naechstes_mal)
        # The mark says that somebody answered on this day. Its moment would say after whom.
        heute = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        Vorgang.objects.filter(schluessel=key).update(angelegt_am=heute)
        return {}

    _require(anmeldung.konferenz, by)
    do_once(key, work)


def enter_rueckmeldung(
    konferenz: Konferenz,
    *,
    note: int | None,
    gut: str,
    naechstes_mal: str,
    by: Akteur,
    vorgang: uuid.UUID | None = None,
) -> None:
    """A form of paper, typed in by somebody else."""

    def work() -> dict:
        row = lock(Konferenz.objects, konferenz.pk)
        _require(row, by)
        _add(row, Kanal.PAPIER, note=note, gut=gut, naechstes_mal=naechstes_mal)
        record(_("Einen Rückmeldebogen vom Papier eingetragen."), by=by, konferenz=row)
        return {}

    _require(konferenz, by)
    do_once(vorgang, work)


def why_not_quote(konferenz: Konferenz, by: Akteur) -> str:
    """The sentence that says why this person puts no more texts into the minutes, or "". Taking out never waits."""
    if not may_write_public(konferenz, by):
        return _("Ein Zitat lesen sofort alle auf der öffentlichen Seite. Darum wählt hier nur die Leitung.")
    return ""


def quote_text(rueckmeldung: Rueckmeldung, feld: str, *, zitieren: bool, by: Akteur) -> None:
    """Put one free text into the minutes, or take it out again."""

    def change(row: Rueckmeldung) -> None:
        if zitieren and (grund := why_not_quote(row.konferenz, by)):
            raise NichtErlaubt(grund)
        setattr(row, TEXTE[feld], zitieren and bool(getattr(row, feld)))
        row.save(update_fields=[TEXTE[feld]])

    satz = _("Ein Zitat der Rückmeldung ins Protokoll genommen.")
    _evaluate(
        rueckmeldung, change, satz if zitieren else _("Ein Zitat der Rückmeldung aus dem Protokoll genommen."), by
    )


def delete_text(rueckmeldung: Rueckmeldung, feld: str, *, by: Akteur) -> None:
    """A free text goes for good, for example because it names somebody; the rating stays."""

    def change(row: Rueckmeldung) -> None:
        setattr(row, feld, "")
        setattr(row, TEXTE[feld], False)
        if row.note is None and not row.gut and not row.naechstes_mal:
            row.delete()
        else:
            row.save(update_fields=[feld, TEXTE[feld]])

    _evaluate(rueckmeldung, change, _("Einen freien Text der Rückmeldung gelöscht."), by)


@transaction.atomic
def _evaluate(rueckmeldung: Rueckmeldung, change: Callable[[Rueckmeldung], None], satz: str, by: Akteur) -> None:
    """Under the lock of the conference, because every new answer writes all rows anew; a row that is gone stays so."""
    konferenz = lock(Konferenz.objects, rueckmeldung.konferenz_id)
    require(konferenz, Handlung.RUECKMELDUNG_AUSWERTEN, by)
    row = Rueckmeldung.objects.filter(pk=rueckmeldung.pk).first()
    if row is not None:
        row.konferenz = konferenz
        change(row)
        record(satz, by=by, konferenz=konferenz)


def _require(konferenz: Konferenz, by: Akteur) -> None:
    require(
        konferenz,
        Handlung.RUECKMELDUNG_GEBEN,
        by,
        _("Die Rückmeldung ist geschlossen. Ihr Text steht noch hier, er ist nicht gespeichert."),
    )


def _key(anmeldung: Anmeldung) -> uuid.UUID:
    """The same for a person in a conference, and nobody without the installation's secret can compute it."""
    digest = salted_hmac("themen.Rueckmeldung", f"{anmeldung.konferenz_id} {anmeldung.kennung}", algorithm="sha256")
    return uuid.UUID(bytes=digest.digest()[:16])


def _add(konferenz: Konferenz, kanal: str, **antwort) -> None:
    """One more, and all of the conference written anew in random order.

    Otherwise the place in the table and the number of the transaction, which PostgreSQL keeps with every row, would
    tell which mark and which answer came together. Keys are drawn, because counted ones ascend.
    """
    alle = list(Rueckmeldung.objects.filter(konferenz=konferenz))
    alle.append(Rueckmeldung(pk=1 + secrets.randbelow(_HIGHEST), konferenz=konferenz, kanal=kanal, **antwort))
    random.SystemRandom().shuffle(alle)
    Rueckmeldung.objects.filter(konferenz=konferenz).delete()
    Rueckmeldung.objects.bulk_create(alle)
    announce(konferenz.live_kanal, "rueckmeldung")
