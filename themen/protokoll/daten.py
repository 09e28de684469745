"""What the minutes say, as frozen dataclasses: no query happens after they are made (sammeln.py makes them)."""

import dataclasses
import datetime
import functools
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from teilnehmer.einladungstext import Einladungstext
from teilnehmer.kurzgespraech_karte import Gespraechsbilanz
from themen import gruppentitel
from themen.fotos import FotoBild
from themen.massnahmen import MassnahmeZeile
from themen.protokoll.abkuerzungen import Abkuerzung
from themen.protokoll.gefroren import checksum, read
from themen.rueckmeldung_bild import Bilanz


class Variante(StrEnum):
    """For whom: names of persons only for the administration and the moderation, institutions for everybody else.

    The values are those of Publikum: a variant shows the sections that are meant for it or for more people.
    """

    INTERN = "intern"
    NETZWERK = "netzwerk"
    OEFFENTLICH = "oeffentlich"

    @property
    def is_intern(self) -> bool:
        return self is Variante.INTERN

    @property
    def label(self) -> str:
        """As heads, feet and sentences say it."""
        return {
            Variante.INTERN: _("interne Fassung"),
            Variante.NETZWERK: _("Fassung für das Netzwerk"),
            Variante.OEFFENTLICH: _("öffentliche Fassung"),
        }[self]

    @property
    def titel(self) -> str:
        """At the beginning of a line."""
        return self.label[:1].upper() + self.label[1:]

    @property
    def satz(self) -> str:
        """What stands in it."""
        return {
            Variante.INTERN: _("Sie nennt auch, wer da war. Nur für Verwaltung und Moderation."),
            Variante.NETZWERK: _(
                "Sie nennt auch keine Namen, enthält aber Abschnitte, die nur für das Netzwerk bestimmt sind."
            ),
            Variante.OEFFENTLICH: _("Sie nennt Einrichtungen und Zahlen, keine Namen."),
        }[self]

    def shows(self, publikum: str) -> bool:
        """Whether a section meant for `publikum` stands in this variant."""
        alle = list(Variante)
        return alle.index(Variante(publikum)) >= alle.index(self)


@dataclass(frozen=True)
class Karte:
    nummer: int
    text: str


@dataclass(frozen=True)
class Buendel:
    """One row of the comparison: every Ist on the left belongs to every Soll on the right."""

    ist: tuple[Karte, ...]
    soll: tuple[Karte, ...]


@dataclass(frozen=True)
class Idee:
    nummer: int
    text: str
    soll: tuple[int, ...]
    ist: tuple[int, ...] = ()


@dataclass(frozen=True)
class Thema:
    titel: str
    beschreibung: str
    einrichtung: str
    mitstreiter: int
    # numbers of the groups that work on it; none: it is in the Themenspeicher
    gruppen: tuple[int, ...] = ()
    verbleib: str = ""


@dataclass(frozen=True)
class SpeicherZeile:
    """What was left over, and where it came from."""

    punkt: str
    zusatz: str
    aus: str
    gruppe: int | None = None
    # where it went, or why it went nowhere
    verbleib: str = ""


@dataclass(frozen=True)
class GruppenZeile:
    """A group in the map of section 5, also when its own page is not shown."""

    nummer: int
    titel: str
    beschreibung: str
    mitstreiter: int
    personen: int
    ort: str = ""
    # titles of its topics, where it was made of more than the one it is called after
    themen: tuple[str, ...] = ()
    # numbers of the groups that were merged into it
    aufgenommen: tuple[int, ...] = ()
    # kind of role and the institution of whoever has it, in no variant a name
    rollen: tuple[tuple[str, str], ...] = ()
    # of their registrations, in the same order: as in Person
    kennungen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rang:
    """A card that got dots."""

    gruppe: int
    karte: str
    text: str
    punkte: int


@dataclass(frozen=True)
class EigenerText:
    """What was written by hand for a section: behind its data, or instead of them."""

    schluessel: str
    text: str
    is_allein: bool


@dataclass(frozen=True)
class Person:
    name: str
    funktion: str
    einrichtung: str
    gruppe: int | None = None
    # of the registration, so that a later Sperrvermerk finds the name
    kennung: str = ""


@dataclass(frozen=True)
class Gruppe:
    nummer: int
    titel: str
    beschreibung: str
    ort: str
    moderation: str
    offen: str
    themen: tuple[Thema, ...]
    mitstreiter: int
    personen: int
    arten: tuple[tuple[str, int], ...]
    buendel: tuple[Buendel, ...]
    ideen: tuple[Idee, ...]
    soll_ohne_idee: tuple[int, ...]
    anwesend: tuple[Person, ...]
    # kind of role and name; only where names may stand
    rollen: tuple[tuple[str, str], ...] = ()
    massnahmen: tuple[MassnahmeZeile, ...] = ()
    eigener_text: str = ""
    # the page says only what was written by hand
    is_ersetzt: bool = False
    # as in GruppenZeile
    aufgenommen: tuple[int, ...] = ()

    @property
    def anker(self) -> str:
        return f"gruppe-{self.nummer}"

    @property
    def kurztitel(self) -> str:
        return gruppentitel.kurztitel(self.titel)

    @property
    def untertitel(self) -> str:
        return gruppentitel.untertitel(self.titel, self.beschreibung)

    @property
    def ueberschrift(self) -> str:
        """Gruppe 3: Netzwerk"""
        return _("Gruppe %(nummer)s: %(titel)s") % {"nummer": self.nummer, "titel": self.kurztitel}

    @property
    def erlaeuterung(self) -> str:
        """The description, unless it stands under the title already."""
        return "" if self.untertitel == self.beschreibung else self.beschreibung

    @property
    def einrichtungen(self) -> int:
        return sum(zahl for _art, zahl in self.arten)

    @property
    def has_karten(self) -> bool:
        return bool(self.buendel or self.ideen)

    @property
    def ist_ohne_soll(self) -> list[Karte]:
        return [karte for zeile in self.buendel if not zeile.soll for karte in zeile.ist]

    @property
    def andere_themen(self) -> tuple[Thema, ...]:
        """The topics behind the group, unless it is just the one that gave the group its title."""
        titel = {self.titel, f"{self.kurztitel}: {self.untertitel}"}
        return () if len(self.themen) == 1 and self.themen[0].titel in titel else self.themen

    @property
    def eingebracht_von(self) -> list[str]:
        return list(dict.fromkeys(t.einrichtung for t in self.themen if t.einrichtung))

    @property
    def is_lang(self) -> bool:
        """From ten cards of a kind on, the labels need more room."""
        nummern = [k.nummer for zeile in self.buendel for k in (*zeile.ist, *zeile.soll)]
        return max([*nummern, *(idee.nummer for idee in self.ideen)], default=0) > 9


@dataclass(frozen=True)
class BeteiligungsZeile:
    art: str
    label: str
    eingeladen: int
    zugesagt: int
    abgesagt: int
    offen: int
    zurueck: int
    vertreten: int
    personen: int


@dataclass(frozen=True)
class Punkt:
    """One item of the afternoon; `von` and `bis` are the real times, where they were kept."""

    start: datetime.time
    dauer: int
    art: str
    titel: str
    beschreibung: str
    verantwortlich: str
    von: datetime.time | None
    bis: datetime.time | None


@dataclass(frozen=True)
class Vertreten:
    """Institutions of one kind that were there, with their number of people."""

    label: str
    einrichtungen: tuple[str, ...]
    personen: int


@dataclass(frozen=True)
class AnwesendeEinrichtung:
    name: str
    personen: tuple[Person, ...]


@dataclass(frozen=True)
class Nachbar:
    """The conference before this one, or the next."""

    titel: str
    datum: datetime.date


@dataclass(frozen=True)
class Protokoll:
    """Everything that one variant of the minutes prints, and nothing else: what is not meant for it is not in here.

    `abschnitte` are the keys of the sections that may appear, `eigene` what was written by hand for them.
    """

    variante: Variante
    gemeinde: str
    fachbereich: str
    anschrift: str
    pluralform: str
    titel: str
    motto: str
    datum: datetime.date
    beginn: datetime.time
    ende: datetime.time
    ort: str
    raum: str
    moderation: str
    moderation_stelle: str
    aktenzeichen: str
    kontakt: tuple[str, ...]
    verteiler: tuple[str, ...]
    is_abgesagt: bool
    personen: int
    einrichtungen: int
    wappen_sha256: str
    # 0: a draft
    fassung: int = 0
    freigegeben_am: datetime.date | None = None
    # what is different from the version before
    aenderung: str = ""
    frist: datetime.date | None = None
    anmerkungen: int = 0
    # when it really began and ended, where that was kept
    von: datetime.time | None = None
    bis: datetime.time | None = None
    abschnitte: tuple[str, ...] = ()
    eigene: tuple[EigenerText, ...] = ()
    # sections in their order, see abschnitte.py
    anlass: str = ""
    ziel: str = ""
    vorige: Nachbar | None = None
    beteiligung: tuple[BeteiligungsZeile, ...] = ()
    leitfragen: tuple[str, ...] = ()
    ablauf: tuple[Punkt, ...] = ()
    begruessung: str = ""
    vorstellungsrunde: str = ""
    gespraeche: Gespraechsbilanz | None = None
    themen: tuple[Thema, ...] = ()
    gruppenliste: tuple[GruppenZeile, ...] = ()
    gruppen: tuple[Gruppe, ...] = ()
    rangliste: tuple[Rang, ...] = ()
    massnahmen: tuple[MassnahmeZeile, ...] = ()
    themenspeicher: tuple[SpeicherZeile, ...] = ()
    rueckmeldung: Bilanz | None = None
    resonanz: str = ""
    ausblick: str = ""
    naechste: Nachbar | None = None
    ergebnisseite: str = ""
    dank: str = ""
    unterschriften: tuple[str, ...] = ()
    einladung: Einladungstext | None = None
    vertreten: tuple[Vertreten, ...] = ()
    anwesende: tuple[AnwesendeEinrichtung, ...] = ()
    ungenannt: int = 0
    fotos: tuple[FotoBild, ...] = ()
    abkuerzungen: tuple[Abkuerzung, ...] = ()
    # the address of the organiser's page
    datenschutz: str = ""
    # the checksum of the version that this was read from, no content itself
    summe_der_version: str = dataclasses.field(default="", compare=False)
    # files of the version that are handed out as a copy by now, see zurueckgenommen.py: 0 is the whole, else a group
    abschriften: tuple[int, ...] = dataclasses.field(default=(), compare=False)

    @functools.cached_property
    def pruefsumme(self) -> str:
        """SHA-256 of the canonical JSON of all content: what a reader can compare, because a file cannot print
        its own hash. Also where something may not be shown any more, or fields came since, that of the version."""
        return self.summe_der_version or checksum(self)

    @property
    def is_intern(self) -> bool:
        return self.variante.is_intern

    @property
    def is_freigegeben(self) -> bool:
        return self.fassung > 0

    @property
    def has_echte_zeiten(self) -> bool:
        return any(p.von for p in self.ablauf)

    @property
    def has_verantwortliche(self) -> bool:
        return any(p.verantwortlich for p in self.ablauf)

    @property
    def has_vorstellungsrunde(self) -> bool:
        return bool(self.vorstellungsrunde or self.gespraeche) or any(p.art == "vorstellungsrunde" for p in self.ablauf)

    @property
    def vertretene_einrichtungen(self) -> int:
        """How many the annex lists."""
        return sum(len(zeile.einrichtungen) for zeile in self.vertreten)

    def gruppe(self, nummer: int) -> Gruppe | None:
        return next((g for g in self.gruppen if g.nummer == nummer), None)

    def eigener_text(self, schluessel: str) -> EigenerText | None:
        return next((text for text in self.eigene if text.schluessel == schluessel), None)


def from_json(data: dict) -> Protokoll:
    """The minutes that gefroren.to_json made this of, with the checksum of then."""
    return dataclasses.replace(read(Protokoll, data), summe_der_version=checksum(data))
