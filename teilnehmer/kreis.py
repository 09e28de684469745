"""Who a letter to many goes to, decided in one place for the preview, the count and the release."""

from dataclasses import dataclass, field

from konferenz.models import Aussendung, Konferenz
from konferenz.models.aussendung import Anlass
from teilnehmer.models import Anmeldung, Ansprechperson, Einladung


@dataclass(frozen=True)
class Empfaenger:
    """One address and what it stands for: a contact of an invited institution, or a registered person."""

    adresse: str
    einladung: Einladung | None = None
    person: Ansprechperson | None = None
    anmeldung: Anmeldung | None = None

    @property
    def name(self) -> str:
        return str(self.person or self.anmeldung or "")

    @property
    def einrichtung(self) -> str:
        traeger = self.einladung or self.anmeldung
        return traeger.einrichtung.name if traeger and traeger.einrichtung else ""


@dataclass
class Kreis:
    """Recipients with an address, and invited institutions that get paper because nobody there has one."""

    mails: list[Empfaenger] = field(default_factory=list)
    briefe: list[Einladung] = field(default_factory=list)


def collect_kreis(konferenz: Konferenz, aussendung: Aussendung) -> Kreis:
    """An invitation goes where none was sent yet, a reminder where no answer came. A fixed number of queries."""
    rows = (
        konferenz.einladungen.filter(zugang__widerrufen_am__isnull=True)
        .select_related("einrichtung", "zugang")
        .prefetch_related("einrichtung__ansprechpersonen")
        .order_by("einrichtung__sortierschluessel", "pk")
    )
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
