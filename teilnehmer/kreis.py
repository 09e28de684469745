"""Who a letter to many goes to, decided in one place for the preview, the count and the release.

A Rundmail reaches everybody with an address of their own directly. Who has none is reached through their
institution: one mail for each of its contacts, not one for each person. Somebody with a Sperrvermerk gets the mail
that concerns them, but never by a detour over others, and stands in no list with name or address.
"""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from konferenz.models import Aussendung, Konferenz
from konferenz.models.aussendung import Anlass
from konferenz.models.aussendung import Kreis as Wer
from konferenz.verteiler import parse_verteiler
from teilnehmer.models import Anmeldung, Ansprechperson, Einladung, Einrichtung

Status = Anmeldung.Status
AN_PERSONEN = frozenset({Anlass.RUNDMAIL, Anlass.ABSAGE, Anlass.PROTOKOLL})


@dataclass(frozen=True)
class Empfaenger:
    """One address and what it stands for: a contact of an invited institution, a registered person, or a `stelle`
    of the Verteiler, which has no link of its own."""

    adresse: str
    einladung: Einladung | None = None
    person: Ansprechperson | None = None
    anmeldung: Anmeldung | None = None
    stelle: str = ""

    @property
    def is_gesperrt(self) -> bool:
        return self.anmeldung is not None and self.anmeldung.gesperrt

    @property
    def name(self) -> str:
        return "" if self.is_gesperrt else str(self.person or self.anmeldung or self.stelle)

    @property
    def einrichtung(self) -> str:
        traeger = self.einladung or self.anmeldung
        return traeger.einrichtung.name if traeger and traeger.einrichtung else ""


@dataclass
class Kreis:
    """Recipients with an address, and invited institutions that get paper because nobody there has one.

    `personen` are the registered persons a Rundmail is meant for: `direkt` by their own address, `ueber_einrichtung`
    through their institution's contacts, the rest by no mail at all. None for letters to institutions only.
    `papier` are those of the Verteiler without an address.
    """

    mails: list[Empfaenger] = field(default_factory=list)
    briefe: list[Einladung] = field(default_factory=list)
    papier: list[str] = field(default_factory=list)
    worte: str = ""
    personen: int | None = None
    direkt: int = 0
    ueber_einrichtung: int = 0

    @property
    def ansprechpersonen(self) -> int:
        """How many of the mails go to contacts of institutions."""
        return len(self.mails) - self.direkt

    @property
    def unerreicht(self) -> int:
        return (self.personen or 0) - self.direkt - self.ueber_einrichtung

    @property
    def zeigbar(self) -> list[Empfaenger]:
        """Those who may be shown to an officer, as an example or in a list."""
        return [empfaenger for empfaenger in self.mails if not empfaenger.is_gesperrt]


def collect_kreis(konferenz: Konferenz, aussendung: Aussendung) -> Kreis:
    """The circle as it is now, in a fixed number of queries.

    An invitation goes where none was sent yet, a reminder where no answer came.
    """
    if aussendung.kreis == Wer.VERTEILER:
        return _collect_verteiler(konferenz, aussendung)
    rows = (
        konferenz.einladungen.filter(zugang__widerrufen_am__isnull=True)
        .select_related("einrichtung", "zugang")
        .prefetch_related("einrichtung__ansprechpersonen")
        .order_by("einrichtung__sortierschluessel", "pk")
    )
    if aussendung.anlass in AN_PERSONEN:
        return _collect_rundmail(konferenz, aussendung, list(rows))
    if aussendung.anlass == Anlass.EINLADUNG:
        rows = rows.filter(versandt_am__isnull=True)
    else:
        rows = rows.filter(versandt_am__isnull=False, antwort=Einladung.Antwort.OFFEN)
    kreis = Kreis()
    for einladung in rows:
        contacts = contacts_of(einladung)
        kreis.mails += contacts
        if not contacts:
            kreis.briefe.append(einladung)
    return kreis


def contacts_of(einladung: Einladung) -> list[Empfaenger]:
    """Contacts who get invitations, each address once; `einrichtung.ansprechpersonen` should be prefetched."""
    by_address = {}
    for person in einladung.einrichtung.ansprechpersonen.all():
        if person.erhaelt_einladungen and person.email:
            by_address.setdefault(person.email.lower(), person)
    return [Empfaenger(person.email, einladung, person) for person in by_address.values()]


def _collect_verteiler(konferenz: Konferenz, aussendung: Aussendung) -> Kreis:
    kreis = Kreis(worte=words_of(aussendung))
    for stelle in parse_verteiler(konferenz.verteiler):
        if stelle.adresse:
            kreis.mails.append(Empfaenger(stelle.adresse, stelle=stelle.name))
        else:
            kreis.papier.append(stelle.name)
    return kreis


def _collect_rundmail(konferenz: Konferenz, aussendung: Aussendung, einladungen: list[Einladung]) -> Kreis:
    by_pk = {einladung.pk: einladung for einladung in einladungen}
    by_einrichtung = {einladung.einrichtung_id: einladung for einladung in einladungen}
    personen = list(persons_of(konferenz, aussendung.kreis, aussendung.kreis_wert))
    kreis = Kreis(worte=words_of(aussendung), personen=len(personen))
    selbst, ohne = {}, {}  # by invitation: addresses that get the mail as persons; how many have no address
    for person in personen:
        einladung = by_pk.get(person.einladung_id) or by_einrichtung.get(person.einrichtung_id)
        if person.email:
            kreis.mails.append(Empfaenger(person.email, anmeldung=person))
            if einladung:
                selbst.setdefault(einladung.pk, set()).add(person.email.lower())
        elif einladung and not person.gesperrt:
            ohne[einladung.pk] = ohne.get(einladung.pk, 0) + 1
    kreis.direkt = len(kreis.mails)
    for einladung in einladungen:
        is_eingeladen = _is_in_kreis(einladung, aussendung)
        if einladung.pk not in ohne and not is_eingeladen:
            continue
        contacts = contacts_of(einladung)
        if contacts:
            kreis.ueber_einrichtung += ohne.get(einladung.pk, 0)
        elif einladung.pk in ohne or einladung.pk not in selbst:
            kreis.briefe.append(einladung)
        if einladung.pk not in ohne:  # a contact who comes in person has the mail already
            contacts = [c for c in contacts if c.adresse.lower() not in selbst.get(einladung.pk, ())]
        kreis.mails += contacts
    # Whoever may be shown first: the example on the page is the first one.
    kreis.mails.sort(key=lambda empfaenger: empfaenger.is_gesperrt)
    return kreis


def words_of(aussendung: Aussendung) -> str:
    """The circle in words, with the group or the kind it means."""
    if aussendung.kreis == Wer.GRUPPE:
        return _("Kleingruppe %(nummer)s") % {"nummer": aussendung.kreis_wert}
    if aussendung.kreis == Wer.ART:
        art = dict(Einrichtung.Art.choices).get(aussendung.kreis_wert, "–")
        return _("Einrichtungen der Art „%(art)s“ und ihre Angemeldeten") % {"art": art}
    return aussendung.get_kreis_display()


def _is_in_kreis(einladung: Einladung, aussendung: Aussendung) -> bool:
    """Whether the letter is meant for the institution itself: it was invited, whatever it answered."""
    if einladung.versandt_am is None and einladung.antwort == Einladung.Antwort.OFFEN:
        return False
    if aussendung.kreis == Wer.ART:
        return einladung.einrichtung.art == aussendung.kreis_wert
    return aussendung.kreis == Wer.ALLE


def persons_of(konferenz: Konferenz, kreis: str, wert: str = "") -> QuerySet:
    """The registered persons of a circle. Who signed off is in none; those still waiting only hear what all hear."""
    rows = konferenz.anmeldungen.select_related("zugang", "einrichtung").order_by("sortierschluessel", "pk")
    if kreis == Wer.ALLE:
        return rows.exclude(status=Status.ABGESAGT)
    rows = rows.angemeldet()
    if kreis == Wer.ANGEMELDETE:
        return rows
    if kreis == Wer.ANWESENDE:
        return rows.anwesend()
    if kreis == Wer.GRUPPE and wert.isdecimal():
        in_gruppe = Q(zuordnungen__kleingruppe__nummer=int(wert), zuordnungen__bis__isnull=True)
        return rows.filter(in_gruppe)
    if kreis == Wer.ART:
        return rows.filter(einrichtung__art=wert)
    return rows.none()
