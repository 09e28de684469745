"""Sending an invitation again with a new link, to one institution or to all whose letters came back."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Aussendung, Konferenz, Zugang
from konferenz.models.aussendung import Anlass
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, lock_sorted, record, require
from teilnehmer.kreis import Empfaenger, contacts_of
from teilnehmer.models import Einladung, Nachricht
from teilnehmer.models.einladung import Stand
from teilnehmer.services.aussendung import write_nachrichten
from teilnehmer.services.einladung import einladen_satz

KEIN_TEXT = gettext_lazy("Es gibt noch keinen freigegebenen Text. Bitte schreiben Sie zuerst die Einladung.")


@dataclass
class Auswahl:
    """Whom a letter can go to again, and returned invitations whose addresses nobody has corrected yet."""

    mails: list[Empfaenger] = field(default_factory=list)
    unveraendert: list[Einladung] = field(default_factory=list)

    @property
    def einladungen(self) -> dict[int, Einladung]:
        return {empfaenger.einladung.pk: empfaenger.einladung for empfaenger in self.mails}


def collect_zurueckgekommene(konferenz: Konferenz) -> Auswahl:
    """All invitations that came back, divided by whether one has an address now that did not. Three queries."""
    rows = list(_rows(konferenz).with_zustand().filter(zustand=Stand.ZURUECK))
    wrong = set(
        Nachricht.objects.filter(einladung__in=rows).returned().order_by().values_list("einladung_id", "empfaenger")
    )
    auswahl = Auswahl()
    for einladung in rows:
        neue = [e for e in contacts_of(einladung) if (einladung.pk, e.adresse) not in wrong]
        auswahl.mails += neue
        if not neue:
            auswahl.unveraendert.append(einladung)
    return auswahl


def last_text(konferenz: Konferenz) -> Aussendung | None:
    """The last invitation that somebody released: what is sent again."""
    released = konferenz.aussendungen.filter(anlass=Anlass.EINLADUNG, freigegeben_am__isnull=False)
    return released.order_by("-freigegeben_am", "-pk").first()


@transaction.atomic
def resend_einladung(*, einladung: Einladung, by: Akteur) -> int:
    """A new link and code, and the last released invitation again to all contacts at once: how many letters."""
    konferenz, aussendung = _lock(einladung.konferenz, by)
    row = _rows(konferenz).get(pk=einladung.pk)
    return _send(konferenz, aussendung, contacts_of(row), by)


@transaction.atomic
def resend_zurueckgekommene(*, konferenz: Konferenz, erwartet: int | None = None, by: Akteur) -> int:
    """The same for all that came back and have another address by now; nothing if that is not what the person saw."""
    konferenz, aussendung = _lock(konferenz, by)
    mails = collect_zurueckgekommene(konferenz).mails
    if erwartet is not None and erwartet != len(mails):
        raise NichtErlaubt(_("Der Kreis hat sich geändert. Bitte prüfen Sie ihn und geben Sie noch einmal frei."))
    return _send(konferenz, aussendung, mails, by)


def _rows(konferenz: Konferenz):
    return (
        konferenz.einladungen.select_related("einrichtung", "zugang")
        .prefetch_related("einrichtung__ansprechpersonen")
        .order_by("einrichtung__sortierschluessel", "pk")
    )


def _lock(konferenz: Konferenz, by: Akteur) -> tuple[Konferenz, Aussendung]:
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    require(row, Handlung.EINLADEN, by, einladen_satz(row))
    aussendung = last_text(row)
    if aussendung is None:
        raise NichtErlaubt(KEIN_TEXT)
    return row, aussendung


def _send(konferenz: Konferenz, aussendung: Aussendung, mails: list[Empfaenger], by: Akteur) -> int:
    if not mails:
        raise NichtErlaubt(_("Es gibt keine neue E-Mail-Adresse. Bitte berichtigen Sie sie im Verzeichnis."))
    einladungen = Auswahl(mails).einladungen
    # Lock order: the invitations after the conference, then what belongs to them.
    lock_sorted(Einladung.objects, einladungen)
    zugaenge = lock_sorted(Zugang.objects, [einladung.zugang_id for einladung in einladungen.values()])
    now = timezone.now()
    for einladung in einladungen.values():
        einladung.zugang = zugaenge[einladung.zugang_id]
        einladung.zugang.generation += 1
        einladung.zugang.widerrufen_am = None
        einladung.kurzcode = Einladung._meta.get_field("kurzcode").get_default()
        einladung.versandt_am = now
    Zugang.objects.bulk_update(zugaenge.values(), ["generation", "widerrufen_am"])
    Einladung.objects.bulk_update(einladungen.values(), ["kurzcode", "versandt_am"])
    zahl = write_nachrichten(konferenz, aussendung, mails)
    satz = ngettext(
        "Einladung mit neuem Link noch einmal versandt: %(zahl)s Nachricht.",
        "Einladung mit neuem Link noch einmal versandt: %(zahl)s Nachrichten.",
        zahl,
    ) % {"zahl": zahl}
    record(satz, by=by, konferenz=konferenz, objekt=f"Aussendung {aussendung.pk}")
    announce(konferenz.live_kanal, "anmeldungen")
    return zahl
