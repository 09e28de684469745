"""What is due in a conference, in one sentence for the officer's list. Takes an annotated row, asks nothing."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.models import Konferenz, Leitfrage, Programmpunkt
from konferenz.texte import datum

Phase = Konferenz.Phase


def with_counts(konferenzen: QuerySet) -> QuerySet:
    """The rows with what `faellig` needs, in the same query."""
    of_row = {"konferenz": OuterRef("pk")}
    return konferenzen.annotate(
        hat_leitfragen=Exists(Leitfrage.objects.filter(**of_row)),
        hat_programm=Exists(Programmpunkt.objects.filter(**of_row)),
        einladungen_alle=Count("einladungen"),
        einladungen_offen=Count("einladungen", filter=Q(einladungen__antwort="offen")),
    )


def faellig(konferenz: Konferenz) -> str:
    if konferenz.is_abgesagt:
        return _("Abgesagt")
    return _NACH_PHASE[konferenz.phase](konferenz)


def _entwurf(konferenz: Konferenz) -> str:
    if not konferenz.hat_leitfragen:
        return _("Leitfragen eintragen")
    if not konferenz.hat_programm:
        return _("Programm aufstellen")
    return _("Vorbereitung beginnen")


def _vorbereitung(konferenz: Konferenz) -> str:
    if konferenz.tage_bis <= 0:
        return _("Durchführung beginnen") if konferenz.tage_bis == 0 else _("Der Termin ist vorbei")
    if not konferenz.einladungen_alle:
        return _("Einrichtungen einladen")
    if konferenz.einladungen_offen:
        return ngettext(
            "%(zahl)s Einrichtung hat noch nicht geantwortet",
            "%(zahl)s Einrichtungen haben noch nicht geantwortet",
            konferenz.einladungen_offen,
        ) % {"zahl": konferenz.einladungen_offen}
    return _("Alle Einrichtungen haben geantwortet")


def _durchfuehrung(konferenz: Konferenz) -> str:
    if konferenz.datum == timezone.localdate():
        return _("Läuft heute")
    if konferenz.tage_bis > 0:
        return _("Beginnt am %(tag)s") % {"tag": datum(konferenz.datum)}
    return _("Nachbereitung beginnen")


_NACH_PHASE = {
    Phase.ENTWURF: _entwurf,
    Phase.VORBEREITUNG: _vorbereitung,
    Phase.DURCHFUEHRUNG: _durchfuehrung,
    Phase.NACHBEREITUNG: lambda konferenz: _("Protokoll fertigstellen und veröffentlichen"),
    Phase.VEROEFFENTLICHT: lambda konferenz: "",
    Phase.ARCHIVIERT: lambda konferenz: "",
}
