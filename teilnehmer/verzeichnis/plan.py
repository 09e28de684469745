"""What a file would do to the directory: every row new, changed, unchanged, faulty or to be decided. Writes nothing.

The same function makes the preview and, later, checks it: what comes out differently then is not carried out.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from teilnehmer.models import Ansprechperson, Einrichtung
from teilnehmer.verzeichnis import werte as deuten
from teilnehmer.verzeichnis.bestand import Bestand
from teilnehmer.verzeichnis.datei import clean
from teilnehmer.verzeichnis.personen import Personplan, match_persons
from teilnehmer.verzeichnis.spalten import EINRICHTUNG, NACH_FELD
from teilnehmer.verzeichnis.zellen import LEER, Unlesbar, read, split_row

NEU, GEAENDERT, UNVERAENDERT, FEHLERHAFT = "neu", "geaendert", "unveraendert", "fehlerhaft"
ENTSCHEIDEN, UEBERSPRUNGEN, VERALTET = "entscheiden", "uebersprungen", "veraltet"
# In the order in which a person works through them
ARTEN = (ENTSCHEIDEN, FEHLERHAFT, NEU, GEAENDERT, UNVERAENDERT, UEBERSPRUNGEN, VERALTET)
ALS_NEU, AUSLASSEN = "neu", "ueberspringen"


@dataclass
class Zeile:
    """One row of the file and what becomes of it."""

    nr: int
    roh: dict[str, str]
    art: str = UNVERAENDERT
    fehler: list[list[str]] = field(default_factory=list)  # [column, reason]
    aenderungen: list[list[str]] = field(default_factory=list)  # [what, old, new]
    hinweise: list[str] = field(default_factory=list)
    vorschlaege: list[dict] = field(default_factory=list)
    behaelt_name: bool = False

    def fail(self, feld: str, grund: str) -> None:
        self.fehler.append([str(NACH_FELD[feld].titel), grund])


@dataclass
class Gruppe:
    """All rows of one institution: each row brings one contact."""

    zeilen: list[Zeile]
    einrichtung: Einrichtung | None = None
    werte: dict = field(default_factory=dict)  # what is to be written: all of a new one, else only what differs
    traeger_neu: tuple[str, str] | None = None  # name and kind
    personen: list[Personplan] = field(default_factory=list)

    @property
    def nr(self) -> int:
        return self.zeilen[0].nr

    def good(self) -> list[Zeile]:
        return [zeile for zeile in self.zeilen if not zeile.fehler]


@dataclass
class Plan:
    gruppen: list[Gruppe]
    lose: list[Zeile]  # rows that belong to no institution

    def as_json(self) -> list[dict]:
        rows = [_as_json(zeile, gruppe) for gruppe in self.gruppen for zeile in gruppe.zeilen]
        rows += [_as_json(zeile, None) for zeile in self.lose]
        return sorted(rows, key=lambda row: row["nr"])


def count(zeilen: list[dict]) -> dict[str, int]:
    """How many rows of each kind, and all."""
    return {"alle": len(zeilen), **Counter(zeile["art"] for zeile in zeilen)}


def make_plan(tabelle: dict, zuordnung: dict, werte: dict, entscheidungen: dict, bestand: Bestand) -> Plan:
    zeilen = [Zeile(nr, split_row(zellen, zuordnung)) for nr, zellen in tabelle["zeilen"]]
    gruppen, lose = _group(zeilen, bestand)
    gruppen = _decide(gruppen, entscheidungen, bestand)
    for gruppe in gruppen:
        if gruppe.zeilen[0].art not in (ENTSCHEIDEN, UEBERSPRUNGEN):
            _plan_group(gruppe, werte, bestand)
    _check_names(gruppen, bestand)
    return Plan(gruppen, lose)


def _group(zeilen: list[Zeile], bestand: Bestand) -> tuple[list[Gruppe], list[Zeile]]:
    """Rows of the same institution together, in the order of the file: by kennung, else by name and place."""
    gruppen: dict[tuple, Gruppe] = {}
    lose = []
    orte: dict[str, set[str]] = {}
    for zeile in zeilen:
        orte.setdefault(deuten.text_key(zeile.roh.get("name", "")), set()).add(zeile.roh.get("ort", ""))
    for zeile in zeilen:
        kennung, name, ort = (zeile.roh.get(feld, "") for feld in ("kennung", "name", "ort"))
        einrichtung = bestand.nach_kennung.get(kennung.lower())
        if kennung and einrichtung is None:
            zeile.fail("kennung", _("Diese Kennung gibt es hier nicht. Lassen Sie sie leer, wenn der Eintrag neu ist."))
        elif not kennung and not name:
            zeile.fail("name", _("Der Name der Einrichtung fehlt."))
        if zeile.fehler:
            zeile.art = FEHLERHAFT
            lose.append(zeile)
            continue
        if einrichtung is None:
            bekannte = orte[deuten.text_key(name)] - {""}
            if not ort and len(bekannte) == 1:
                ort = next(iter(bekannte))
            einrichtung = bestand.find(name, ort)
        key = (einrichtung.pk,) if einrichtung else (deuten.text_key(name), deuten.text_key(ort))
        gruppen.setdefault(key, Gruppe([], einrichtung)).zeilen.append(zeile)
    return list(gruppen.values()), lose


def _decide(gruppen: list[Gruppe], entscheidungen: dict, bestand: Bestand) -> list[Gruppe]:
    """Likely duplicates: what the person decided, or the question. Decided for the same, rows join that one's."""
    genannt = {gruppe.einrichtung.pk: gruppe for gruppe in gruppen if gruppe.einrichtung}
    in_datei = set(genannt)
    bleibt = []
    for gruppe in gruppen:
        wahl = entscheidungen.get(str(gruppe.nr), "")
        if gruppe.einrichtung is None and wahl != ALS_NEU:
            dieselbe = bestand.nach_kennung.get(wahl)
            vorschlaege = [] if dieselbe else _suggestions(gruppe, bestand, in_datei)
            if dieselbe:
                for zeile in gruppe.zeilen:
                    zeile.behaelt_name = True
                if dieselbe.pk in genannt:
                    genannt[dieselbe.pk].zeilen += gruppe.zeilen
                    continue
                gruppe.einrichtung = dieselbe
                genannt[dieselbe.pk] = gruppe
            elif vorschlaege:
                for zeile in gruppe.zeilen:
                    zeile.art = UEBERSPRUNGEN if wahl == AUSLASSEN else ENTSCHEIDEN
                gruppe.zeilen[0].vorschlaege = vorschlaege
        bleibt.append(gruppe)
    return bleibt


def _suggestions(gruppe: Gruppe, bestand: Bestand, in_datei: set[int]) -> list[dict]:
    zusammen = {}
    for zeile in gruppe.zeilen:
        zusammen |= {feld: text for feld, text in zeile.roh.items() if feld not in zusammen}
    emails = sorted({zeile.roh["email"].lower() for zeile in gruppe.zeilen if "@" in zeile.roh.get("email", "")})
    return [
        {"kennung": row.kennung, "name": row.name, "ort": row.ort, "gruende": gruende}
        for row, gruende in bestand.similar(zusammen, emails, in_datei)
    ]


def _plan_group(gruppe: Gruppe, werte: dict, bestand: Bestand) -> None:
    gelesen = {zeile.nr: _read_institution(zeile, gruppe, werte) for zeile in gruppe.zeilen}
    stored = bestand.personen[gruppe.einrichtung.pk] if gruppe.einrichtung else []
    personen = match_persons(gruppe.zeilen, stored, werte)
    herkunft: dict[str, int] = {}
    for zeile in gruppe.zeilen:
        _check_agreement(zeile, gelesen[zeile.nr], gruppe.werte, herkunft)
        traeger = None if zeile.fehler else _read_traeger(zeile, werte, bestand)
        if zeile.fehler:
            continue
        bringt_nichts = (
            gruppe.einrichtung is None and zeile.nr not in personen and not gelesen[zeile.nr].keys() - herkunft
        )
        if bringt_nichts and herkunft:
            zeile.fail("name", _("Diese Einrichtung steht schon in Zeile %(nr)s.") % {"nr": herkunft["name"]})
            continue
        _take(zeile, gelesen[zeile.nr], gruppe, herkunft)
        if traeger is not None:
            _take_traeger(zeile, traeger, gruppe, herkunft)
        if person := personen.get(zeile.nr):
            gruppe.personen.append(person)
            zeile.aenderungen += person.aenderungen
    if gruppe.einrichtung is None:
        _complete_new(gruppe)
    _classify(gruppe)


def _read_institution(zeile: Zeile, gruppe: Gruppe, werte: dict) -> dict:
    found = {}
    for feld in EINRICHTUNG:
        if feld in zeile.roh and not (feld == "name" and zeile.behaelt_name):
            try:
                value = read(feld, zeile.roh[feld], gruppe.einrichtung, werte)
            except Unlesbar as error:
                zeile.fail(feld, str(error))
            else:
                if value is not None:
                    found[feld] = value
    if zeile.behaelt_name and clean(gruppe.einrichtung.name) != zeile.roh.get("name", ""):
        zeile.hinweise.append(_("Der Name bleibt „%(name)s“.") % {"name": gruppe.einrichtung.name})
    return found


def _check_agreement(zeile: Zeile, gelesen: dict, bisher: dict, herkunft: dict[str, int]) -> None:
    for feld, value in gelesen.items():
        if feld in herkunft and bisher[feld] != value:
            andere = herkunft[feld]
            if feld in ("name", "ort") and deuten.text_key(bisher[feld]) == deuten.text_key(value):
                continue
            zeile.fail(feld, _("In Zeile %(nr)s steht zu dieser Einrichtung etwas anderes.") % {"nr": andere})


def _take(zeile: Zeile, gelesen: dict, gruppe: Gruppe, herkunft: dict[str, int]) -> None:
    for feld, value in gelesen.items():
        if feld in herkunft:
            continue
        herkunft[feld] = zeile.nr
        gruppe.werte[feld] = value
        if gruppe.einrichtung and getattr(gruppe.einrichtung, feld) != value:
            alt = getattr(gruppe.einrichtung, feld)
            zeile.aenderungen.append([str(NACH_FELD[feld].titel), show(feld, alt), show(feld, value)])


def _read_traeger(zeile: Zeile, werte: dict, bestand: Bestand):
    """The stored carrier, or (name, kind) of a new one; None when the row names none."""
    name = zeile.roh.get("traeger")
    if not name:
        return None
    art = None
    try:
        art = read("traeger_art", zeile.roh["traeger_art"], None, werte) if "traeger_art" in zeile.roh else None
    except Unlesbar as error:
        zeile.fail("traeger_art", str(error))
    traeger = bestand.find_traeger(name)
    if traeger:
        if art and art != traeger.art:
            zeile.hinweise.append(
                _("Der Träger steht als „%(art)s“ im Verzeichnis. Das bleibt so.") % {"art": traeger.get_art_display()}
            )
        return traeger
    decided = werte.get("traeger", {}).get(name)
    art = art or (decided if decided and decided != LEER else None) or deuten.guess_traeger_art(name)
    if len(name) > 160:
        zeile.fail("traeger", _("Das sind %(ist)s Zeichen, möglich sind %(soll)s.") % {"ist": len(name), "soll": 160})
    elif not art and not zeile.fehler:
        zeile.fail("traeger", _("Dieser Träger ist neu. Bitte wählen Sie bei den Spalten, welcher Art er ist."))
    return (name, str(art)) if art else None


def _take_traeger(zeile: Zeile, traeger, gruppe: Gruppe, herkunft: dict[str, int]) -> None:
    neu = traeger if isinstance(traeger, tuple) else None
    key = neu[0] if neu else traeger.pk
    if "traeger" in herkunft:
        if gruppe.werte["traeger"] != key:
            zeile.hinweise.append(
                _("In Zeile %(nr)s steht ein anderer Träger. Der gilt.") % {"nr": herkunft["traeger"]}
            )
        return
    herkunft["traeger"] = zeile.nr
    gruppe.werte["traeger"], gruppe.traeger_neu = key, neu
    name = neu[0] if neu else traeger.name
    if gruppe.einrichtung and gruppe.einrichtung.traeger_id != key:
        alt = gruppe.einrichtung.traeger.name if gruppe.einrichtung.traeger else ""
        zeile.aenderungen.append([str(NACH_FELD["traeger"].titel), alt, name])


def _complete_new(gruppe: Gruppe) -> None:
    """A new institution needs its kind; without one none of its rows can be taken."""
    if gruppe.good() and "art" not in gruppe.werte:
        for zeile in gruppe.good():
            zeile.fail("art", _("Die Art der Einrichtung fehlt."))


def _classify(gruppe: Gruppe) -> None:
    for zeile in gruppe.zeilen:
        if zeile.fehler:
            zeile.art, zeile.aenderungen = FEHLERHAFT, []
        elif gruppe.einrichtung is None:
            zeile.art = NEU
        else:
            zeile.art = GEAENDERT if zeile.aenderungen else UNVERAENDERT
    if gruppe.einrichtung is not None:
        gruppe.werte = {
            feld: value
            for feld, value in gruppe.werte.items()
            if (gruppe.einrichtung.traeger_id if feld == "traeger" else getattr(gruppe.einrichtung, feld)) != value
        }


def _check_names(gruppen: list[Gruppe], bestand: Bestand) -> None:
    """No two institutions of one name in one place, also not because one is renamed."""
    taken = {key: row.pk for key, row in bestand.vergeben.items()}
    for gruppe in gruppen:
        if not gruppe.good() or gruppe.zeilen[0].art in (ENTSCHEIDEN, UEBERSPRUNGEN):
            continue
        row = gruppe.einrichtung
        name, ort = (gruppe.werte.get(feld, getattr(row, feld) if row else "") for feld in ("name", "ort"))
        if taken.get((name, ort), row.pk if row else None) != (row.pk if row else None):
            for zeile in gruppe.good():
                zeile.fail("name", _("Eine Einrichtung mit diesem Namen gibt es in diesem Ort schon."))
                zeile.art, zeile.aenderungen = FEHLERHAFT, []
        else:
            taken[(name, ort)] = row.pk if row else -gruppe.nr


def show(feld: str, value) -> str:
    """A value as a person reads it."""
    if feld == "art":
        return str(Einrichtung.Art(value).label)
    if feld == "anrede":
        return str(Ansprechperson.Anrede(value).label)
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, list):
        return ", ".join(value)
    return str(value)


def _as_json(zeile: Zeile, gruppe: Gruppe | None) -> dict:
    row = gruppe.einrichtung if gruppe else None
    return {
        "nr": zeile.nr,
        "art": zeile.art,
        "gruppe": gruppe.nr if gruppe else zeile.nr,
        "einrichtung": row.kennung if row else "",
        "name": zeile.roh.get("name") or (row.name if row else ""),
        "ort": zeile.roh.get("ort") or (row.ort if row else ""),
        "wer": " ".join(zeile.roh[feld] for feld in ("titel", "vorname", "nachname") if feld in zeile.roh),
        "fehler": zeile.fehler,
        "aenderungen": zeile.aenderungen,
        "hinweise": zeile.hinweise,
        "vorschlaege": zeile.vorschlaege,
    }
