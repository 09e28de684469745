"""What may not be shown any more of a released version: photos taken back, and names with a Sperrvermerk.

The version itself stays as it was frozen, with its checksum and its files. Whoever reads it gets it without these.
"""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung
from themen.fotos import FotoBild, withdrawn_fotos
from themen.massnahmen import MassnahmeZeile
from themen.protokoll.daten import Gruppe, GruppenZeile, Person, Protokoll


@dataclass(frozen=True)
class Gesperrte:
    """Those with a Sperrvermerk; `andere` are the keys of all others, so that a namesake stays.

    Words count where nobody has the key: an imported conference has other keys than its frozen minutes. `angaben` are
    offices and functions, which stand where names may not.
    """

    kennungen: frozenset[str] = frozenset()
    namen: frozenset[str] = frozenset()
    einrichtungen: frozenset[str] = frozenset()
    angaben: frozenset[str] = frozenset()
    andere: frozenset[str] = frozenset()

    def hides(self, kennung: str, name: str, angabe: str = "") -> bool:
        if kennung in self.kennungen or kennung in self.andere:
            return kennung in self.kennungen
        return name in self.namen if name else angabe in self.angaben

    def hides_person(self, person: Person) -> bool:
        return self.hides(person.kennung, person.name)


def current_reading(konferenz: Konferenz, protokoll: Protokoll) -> Protokoll:
    """The released minutes as they may be read now: the very same object while nothing was taken back."""
    fotos = withdrawn_fotos(konferenz, protokoll)
    gesperrte = _load_gesperrte(konferenz)
    found = _without_names(protokoll, gesperrte) if gesperrte.kennungen else protokoll
    if fotos:
        found = dataclasses.replace(found, fotos=tuple(_without_picture(foto, fotos) for foto in protokoll.fotos))
    if found == protokoll:
        return protokoll
    # the sheet of a group names its photos by number only, so it stays when a photo goes
    gruppen = [alt.nummer for alt, neu in zip(protokoll.gruppen, found.gruppen, strict=True) if alt != neu]
    return dataclasses.replace(found, abschriften=(0, *gruppen))


def why_copy(frozen: Protokoll, reading: Protokoll) -> str:
    """Why another file is handed out than the one that was released, "" when it is that one."""
    if reading is frozen:
        return ""
    saetze = []
    if any(alt != neu for alt, neu in zip(frozen.fotos, reading.fotos, strict=True)):
        saetze.append(_("Seit der Freigabe wurde ein Foto zurückgenommen."))
    if dataclasses.replace(frozen, fotos=()) != dataclasses.replace(reading, fotos=()):
        saetze.append(_("Seit der Freigabe kam ein Sperrvermerk dazu."))
    saetze.append(_("Geladen wird eine Abschrift ohne diese Angaben. Die freigegebene Datei bleibt verwahrt."))
    return " ".join(saetze)


def _load_gesperrte(konferenz: Konferenz) -> Gesperrte:
    """One query where nobody has a Sperrvermerk, otherwise two."""
    rows = list(konferenz.anmeldungen.filter(gesperrt=True).select_related("einrichtung"))
    if not rows:
        return Gesperrte()
    ohne_namen = Anmeldung().name
    einrichtungen = frozenset(row.einrichtung_name for row in rows) - {""}
    return Gesperrte(
        frozenset(row.kennung for row in rows),
        frozenset(row.name for row in rows) - {ohne_namen},
        einrichtungen,
        einrichtungen | {row.funktion for row in rows if row.funktion},
        frozenset(konferenz.anmeldungen.nennbar().values_list("kennung", flat=True)),
    )


def _without_picture(foto: FotoBild, fotos: Iterable[str]) -> FotoBild:
    """Its place stays, so that the numbers of the others do; what it showed is not said any more either."""
    if foto.kennung not in fotos:
        return foto
    return dataclasses.replace(foto, alternativtext=_("Dieses Foto wurde zurückgenommen."), sha256="")


def _without_names(protokoll: Protokoll, gesperrte: Gesperrte) -> Protokoll:
    """As the minutes would have been collected with the Sperrvermerk: counted among those who are not named."""
    personen = [p for haus in protokoll.anwesende for p in haus.personen]
    personen += [p for gruppe in protokoll.gruppen for p in gruppe.anwesend]
    namen = gesperrte.namen | {p.name for p in personen if gesperrte.hides_person(p)}
    anwesende = [
        dataclasses.replace(haus, personen=tuple(p for p in haus.personen if not gesperrte.hides_person(p)))
        for haus in protokoll.anwesende
    ]
    weg = sum(len(haus.personen) for haus in protokoll.anwesende) - sum(len(haus.personen) for haus in anwesende)
    return dataclasses.replace(
        protokoll,
        anwesende=tuple(haus for haus in anwesende if haus.personen),
        ungenannt=protokoll.ungenannt + weg,
        gruppen=tuple(_group(gruppe, namen, gesperrte) for gruppe in protokoll.gruppen),
        gruppenliste=tuple(_row(zeile, gesperrte) for zeile in protokoll.gruppenliste),
        massnahmen=tuple(_measure(zeile, gesperrte) for zeile in protokoll.massnahmen),
    )


def _group(gruppe: Gruppe, namen: Iterable[str], gesperrte: Gesperrte) -> Gruppe:
    return dataclasses.replace(
        gruppe,
        moderation="" if gruppe.moderation in namen else gruppe.moderation,
        anwesend=tuple(p for p in gruppe.anwesend if not gesperrte.hides_person(p)),
        rollen=tuple((art, name) for art, name in gruppe.rollen if name not in namen),
        massnahmen=tuple(_measure(zeile, gesperrte) for zeile in gruppe.massnahmen),
    )


def _row(zeile: GruppenZeile, gesperrte: Gesperrte) -> GruppenZeile:
    """The office of a blocked person goes: where few work, it tells who it is."""
    kennungen = zeile.kennungen or ("",) * len(zeile.rollen)
    bleibt = [
        (rolle, kennung)
        for rolle, kennung in zip(zeile.rollen, kennungen, strict=True)
        if not gesperrte.hides(kennung, "", rolle[1])
    ]
    return dataclasses.replace(
        zeile, rollen=tuple(rolle for rolle, _key in bleibt), kennungen=tuple(key for _rolle, key in bleibt if key)
    )


def _measure(zeile: MassnahmeZeile, gesperrte: Gesperrte) -> MassnahmeZeile:
    """The institution goes with the name where it is that person's."""
    if not gesperrte.hides(zeile.kennung, zeile.verantwortlich, zeile.einrichtung or zeile.funktion):
        return zeile
    einrichtung = "" if zeile.einrichtung in gesperrte.einrichtungen else zeile.einrichtung
    return dataclasses.replace(zeile, verantwortlich="", funktion="", einrichtung=einrichtung)
