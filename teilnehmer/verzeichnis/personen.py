"""The contacts that rows of one institution name: who is stored already, who is new, what changes."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from teilnehmer.models import Ansprechperson
from teilnehmer.verzeichnis.datei import clean
from teilnehmer.verzeichnis.spalten import NACH_FELD, PERSON
from teilnehmer.verzeichnis.werte import text_key
from teilnehmer.verzeichnis.zellen import Unlesbar, attribute, read


@dataclass
class Personplan:
    nr: int
    person: Ansprechperson | None  # None: a new one
    werte: dict
    aenderungen: list[list[str]] = field(default_factory=list)


def match_persons(zeilen, stored: list[Ansprechperson], werte: dict) -> dict[int, Personplan]:
    """By row number. Each stored contact is found at most once: first who is exactly so, then name, then e-mail."""
    offen = list(stored)
    gefunden: dict[int, Ansprechperson | None] = {}
    mit_person = [zeile for zeile in zeilen if _names_somebody(zeile, werte)]
    for same in (_same_in_all, _same_name, _same_email):
        for zeile in mit_person:
            if zeile.nr in gefunden:
                continue
            treffer = [person for person in offen if same(zeile.roh, person)]
            if same is _same_in_all:
                treffer = treffer[:1]
            if len(treffer) > 1 and "email" in zeile.roh:
                genau = [person for person in treffer if text_key(person.email) == text_key(zeile.roh["email"])]
                treffer = genau or treffer
            if len(treffer) > 1 and same is _same_name:
                zeile.fail("nachname", _("Mehrere Ansprechpersonen dieser Einrichtung heißen so."))
            elif len(treffer) == 1:
                gefunden[zeile.nr] = treffer[0]
                offen.remove(treffer[0])
    plans = {}
    schon: dict[tuple, int] = {}
    for zeile in mit_person:
        key = tuple(text_key(zeile.roh.get(feld, "")) for feld in ("vorname", "nachname", "email"))
        if key in schon and gefunden.get(zeile.nr) is None and not zeile.fehler:
            zeile.fail("nachname", _("Diese Person steht schon in Zeile %(nr)s.") % {"nr": schon[key]})
        schon.setdefault(key, zeile.nr)
        plans[zeile.nr] = _plan(zeile, gefunden.get(zeile.nr), werte)
    return plans


def _names_somebody(zeile, werte: dict) -> bool:
    """Whether the row has a contact. An address without a name gets the one that the person chose, if any."""
    roh = zeile.roh
    if "nachname" in roh:
        return True
    if "email" in roh and "vorname" not in roh:
        if ersatz := werte.get("ohne_namen"):
            roh["nachname"] = ersatz
            roh["_ersatz"] = ersatz
            return True
        zeile.fail("nachname", _("Zur E-Mail-Adresse fehlt der Name."))
    elif "vorname" in roh:
        zeile.fail("nachname", _("Der Nachname fehlt."))
    elif "funktion" in roh or "person_telefon" in roh:
        zeile.hinweise.append(_("Ohne Namen wird keine Ansprechperson eingetragen."))
    return False


def _equal(text: str, stored: str) -> bool:
    return text_key(text) == text_key(clean(stored))


def _same_in_all(roh: dict, person: Ansprechperson) -> bool:
    return all(_equal(roh.get(feld, ""), getattr(person, feld)) for feld in ("vorname", "nachname", "email"))


def _same_name(roh: dict, person: Ansprechperson) -> bool:
    if "_ersatz" in roh:
        return False
    vorname = roh.get("vorname", "")
    return _equal(roh["nachname"], person.nachname) and (
        not vorname or not person.vorname or _equal(vorname, person.vorname)
    )


def _same_email(roh: dict, person: Ansprechperson) -> bool:
    """The same address and the same first name: a new surname. An address alone: whoever has it."""
    if "email" not in roh or not _equal(roh["email"], person.email):
        return False
    return "_ersatz" in roh or _equal(roh.get("vorname", ""), person.vorname)


def _plan(zeile, person: Ansprechperson | None, werte: dict) -> Personplan:
    gelesen = {}
    for feld in PERSON:
        if feld not in zeile.roh or (feld == "nachname" and person and "_ersatz" in zeile.roh):
            continue
        try:
            value = read(feld, zeile.roh[feld], person, werte)
        except Unlesbar as error:
            zeile.fail(feld, str(error))
            continue
        if value is not None and (person is None or getattr(person, attribute(feld)) != value):
            gelesen[feld] = value
    plan = Personplan(zeile.nr, person, {attribute(feld): value for feld, value in gelesen.items()})
    if person is None:
        name = " ".join(gelesen[feld] for feld in ("titel", "vorname", "nachname") if gelesen.get(feld))
        neu = ", ".join(part for part in (name, gelesen.get("email", "")) if part)
        plan.aenderungen = [[_("Ansprechperson"), "", neu]]
    else:
        plan.aenderungen = [
            [f"{person.name}: {NACH_FELD[feld].titel}", _show(feld, getattr(person, attribute(feld))), _show(feld, v)]
            for feld, v in gelesen.items()
        ]
    return plan


def _show(feld: str, value) -> str:
    if feld == "anrede":
        return str(Ansprechperson.Anrede(value).label)
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    return str(value)
