"""The public link of a conference that everybody may register for: made on the first switch-on, shut on switch-off."""

from django.utils import timezone

from konferenz.akteur import OEFFENTLICH
from konferenz.models import Konferenz, Zugang
from konferenz.permissions import Handlung, erlaubt

ANMELDUNG = Zugang.Zweck.ANMELDUNG


def follow_switch(konferenz: Konferenz) -> None:
    """Part of the transaction that turned the switch. On again opens the same address: it may hang on a poster."""
    zugang = konferenz.zugaenge.filter(zweck=ANMELDUNG).order_by("pk").first()
    if zugang is None:
        if konferenz.offene_anmeldung:
            konferenz.zugaenge.create(zweck=ANMELDUNG)
        return
    zugang.widerrufen_am = None if konferenz.offene_anmeldung else zugang.widerrufen_am or timezone.now()
    zugang.save(update_fields=["widerrufen_am"])


def public_path(konferenz: Konferenz) -> str:
    """Where somebody without an invitation asks for a seat; empty when nobody can ask now. Only reads."""
    if not erlaubt(konferenz, Handlung.ANFRAGEN, OEFFENTLICH):
        return ""
    zugang = konferenz.zugaenge.filter(zweck=ANMELDUNG, widerrufen_am__isnull=True).order_by("pk").first()
    return zugang.pfad if zugang else ""
