"""Remarks about the draft of the minutes, for reading: what one can remark upon, who wrote what, and where."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung
from themen.models import Protokollanmerkung
from themen.protokoll.daten import Protokoll
from themen.protokoll.gliederung import gliederung

KOPF = "kopf"


def collect_titel(protokoll: Protokoll) -> dict[str, str]:
    """What one can remark upon, by key: the head, the sections as they are printed, and the page of each group."""
    found = {KOPF: _("Angaben im Kopf")}
    for key, abschnitt in gliederung(protokoll).items():
        found[key] = abschnitt.ueberschrift
        if abschnitt.mit_gruppen:
            for gruppe in protokoll.gruppen:
                found[gruppe.anker] = gruppe.ueberschrift
    return found


@dataclass(frozen=True)
class Anmerkungszeile:
    """One remark as staff read it; `wer` says of it what may be said."""

    anmerkung: Protokollanmerkung
    wer: str

    @property
    def is_telefon(self) -> bool:
        return self.anmerkung.anmeldung_id is None


@dataclass(frozen=True)
class AbschnittAnmerkungen:
    """Everything that was remarked about one section. `is_da`: the minutes have this section."""

    schluessel: str
    titel: str
    is_da: bool
    zeilen: list[Anmerkungszeile] = field(default_factory=list)


def collect_anmerkungen(konferenz: Konferenz, titel: dict[str, str]) -> list[AbschnittAnmerkungen]:
    """Every remark at its section, in the order of the minutes; those whose section is gone stand at the end."""
    teile = {key: AbschnittAnmerkungen(key, name, is_da=True) for key, name in titel.items()}
    for zeile in _named(konferenz, list(konferenz.protokollanmerkungen.select_related("einrichtung", "anmeldung"))):
        key = zeile.anmerkung.abschnitt
        weg = AbschnittAnmerkungen(key, _("Abschnitt, den es nicht mehr gibt"), is_da=False)
        teile.setdefault(key, weg).zeilen.append(zeile)
    return [teil for teil in teile.values() if teil.zeilen]


def load_anmerkung(konferenz: Konferenz, kennung: str) -> Anmerkungszeile | None:
    """One remark of this conference."""
    rows = konferenz.protokollanmerkungen.select_related("einrichtung", "anmeldung").filter(kennung=kennung)
    return next(iter(_named(konferenz, list(rows))), None)


def collect_eigene_anmerkungen(anmeldung: Anmeldung) -> dict[str, list[Protokollanmerkung]]:
    """What one person remarked, by section."""
    found: dict[str, list[Protokollanmerkung]] = {}
    for row in anmeldung.konferenz.protokollanmerkungen.filter(anmeldung=anmeldung):
        found.setdefault(row.abschnitt, []).append(row)
    return found


def _named(konferenz: Konferenz, rows: list[Protokollanmerkung]) -> list[Anmerkungszeile]:
    """Who wrote it: a name only where it may stand; a person with a Sperrvermerk leaves no trace to guess from."""
    personen = [row.anmeldung_id for row in rows if row.anmeldung_id]
    nennbar = {person.pk: person.name for person in konferenz.anmeldungen.filter(pk__in=personen).nennbar()}
    zeilen = []
    for row in rows:
        is_gesperrt = row.anmeldung is not None and row.anmeldung.gesperrt
        einrichtung = row.einrichtung.name if row.einrichtung and not is_gesperrt else ""
        parts = (einrichtung, nennbar.get(row.anmeldung_id, ""))
        zeilen.append(Anmerkungszeile(row, ", ".join(part for part in parts if part) or _("ohne Angabe")))
    return zeilen
