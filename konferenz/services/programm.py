"""The programme: planning its items. Running them on the day is services/ablauf.py."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Konferenz, Programmpunkt
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.gemeinsam import do_once, lock, record, require
from konferenz.services.leitfrage import swap_with_neighbour

MAX_PUNKTE = 60
Art = Programmpunkt.Art
# A typical afternoon of 210 minutes: kind, minutes, description.
VORLAGE = [
    (Art.BEGRUESSUNG, 15, "Ziele des Nachmittags"),
    (Art.VORSTELLUNGSRUNDE, 40, "Wechselnde Kurzgespräche zum Kennenlernen"),
    (Art.THEMEN, 30, "Eigene Themen vorstellen und Mitstreiter/-innen gewinnen"),
    (Art.GRUPPENBILDUNG, 10, "Alle wählen ihre Gruppe"),
    (Art.PAUSE, 15, ""),
    (Art.GRUPPENARBEIT, 60, "Ist- und Soll-Zustand, erste Ideen"),
    (Art.ERGEBNISSE, 25, "Jede Gruppe berichtet kurz"),
    (Art.RUECKMELDUNG, 5, ""),
    (Art.AUSBLICK, 10, ""),
]


def _lock_konferenz(konferenz: Konferenz, handlung: Handlung, by: Akteur) -> Konferenz:
    row = lock(Konferenz.objects, konferenz.pk)
    require(row, handlung, by)
    return row


def _announce(konferenz: Konferenz) -> None:
    announce(konferenz.live_kanal, "jetzt")


def add_programmpunkt(
    *, konferenz: Konferenz, daten: dict, by: Akteur, vorgang: uuid.UUID | None = None
) -> Programmpunkt:
    """An item at the end of the programme, once per `vorgang`."""

    def work() -> dict:
        row = _lock_konferenz(konferenz, Handlung.PLANEN, by)
        if row.programmpunkte.count() >= MAX_PUNKTE:
            raise NichtErlaubt(_("Mehr als 60 Programmpunkte gehen nicht."))
        last = row.programmpunkte.order_by("-position").first()
        punkt = Programmpunkt(konferenz=row, position=last.position + 1 if last else 1, **daten)
        punkt.full_clean()
        punkt.save(force_insert=True)
        record("Programmpunkt hinzugefügt.", by=by, konferenz=row, objekt=f"Programmpunkt {punkt.pk}")
        _announce(row)
        return {"punkt": punkt.pk}

    return konferenz.programmpunkte.get(pk=do_once(vorgang, work)["punkt"])


@transaction.atomic
def update_programmpunkt(*, punkt: Programmpunkt, daten: dict, fassung: int | None, by: Akteur) -> Programmpunkt:
    """Change an item; raises Veraltet when somebody saved since `fassung` was read."""
    konferenz = _lock_konferenz(punkt.konferenz, Handlung.PLANEN, by)
    row = lock(konferenz.programmpunkte.all(), punkt.pk)
    changed = [name for name, value in daten.items() if getattr(row, name) != value]
    if not changed:
        return row
    if fassung is not None and row.fassung != fassung:
        raise Veraltet(row)
    for name in changed:
        setattr(row, name, daten[name])
    row.fassung += 1
    row.full_clean()
    row.save(update_fields=[*changed, "fassung"])
    record("Programmpunkt geändert.", by=by, konferenz=konferenz, objekt=f"Programmpunkt {row.pk}")
    _announce(konferenz)
    return row


@transaction.atomic
def delete_programmpunkt(*, punkt: Programmpunkt, by: Akteur) -> None:
    """What was begun happened and stays."""
    konferenz = _lock_konferenz(punkt.konferenz, Handlung.PLANEN, by)
    row = konferenz.programmpunkte.filter(pk=punkt.pk).first()
    if row is None:
        return
    if row.begonnen_am:
        raise NichtErlaubt(_("Dieser Programmpunkt hat schon begonnen. Er bleibt im Programm."))
    row.delete()
    record("Programmpunkt gelöscht.", by=by, konferenz=konferenz, objekt=f"Programmpunkt {punkt.pk}")
    _announce(konferenz)


@transaction.atomic
def move_programmpunkt(*, punkt: Programmpunkt, hinauf: bool, by: Akteur) -> None:
    konferenz = _lock_konferenz(punkt.konferenz, Handlung.PLANEN, by)
    if swap_with_neighbour(list(konferenz.programmpunkte.order_by("position")), punkt.pk, hinauf=hinauf):
        _announce(konferenz)


@transaction.atomic
def load_vorlage(*, konferenz: Konferenz, by: Akteur) -> int:
    """Fill an empty programme with a typical afternoon; returns how many items came."""
    konferenz = _lock_konferenz(konferenz, Handlung.PLANEN, by)
    if konferenz.programmpunkte.exists():
        raise NichtErlaubt(_("Es gibt schon ein Programm. Die Vorlage füllt nur ein leeres."))
    Programmpunkt.objects.bulk_create(
        Programmpunkt(
            konferenz=konferenz, position=i, art=art, titel=str(art.label), dauer=dauer, beschreibung=beschreibung
        )
        for i, (art, dauer, beschreibung) in enumerate(VORLAGE, start=1)
    )
    record("Programm aus der Vorlage übernommen.", by=by, konferenz=konferenz)
    _announce(konferenz)
    return len(VORLAGE)
