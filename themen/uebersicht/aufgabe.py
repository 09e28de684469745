"""One thing to do, where it is done, and the tasks that more than one phase knows."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.models import Konferenz
from themen.uebersicht.zahlen import Zahlen

OFFEN, NEU, PRUEFEN, ERLEDIGT = "offen", "neu", "pruefen", "erledigt"


@dataclass(frozen=True)
class Aufgabe:
    """Something to do: title, where, and what stands beside it. The first one is framed with its button."""

    titel: str
    url: str
    stand: str = OFFEN
    knopf: str = ""
    text: str = ""


def list_vorschlaege(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    """People at the door named institutions that the directory does not know."""
    if not z.ohne_verzeichnis:
        return []
    titel = ngettext(
        "%(zahl)s Person kommt aus einer Einrichtung, die nicht im Verzeichnis steht",
        "%(zahl)s Personen kommen aus Einrichtungen, die nicht im Verzeichnis stehen",
        z.ohne_verzeichnis,
    )
    url = url_veranstalter("teilnehmer:vorschlaege", konferenz)
    return [Aufgabe(titel % {"zahl": z.ohne_verzeichnis}, url, PRUEFEN, _("Vorschläge ansehen"))]


def list_neue_themen(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    if not z.neue_themen:
        return []
    titel = ngettext("%(zahl)s neues Thema ansehen", "%(zahl)s neue Themen ansehen", z.neue_themen)
    return [
        Aufgabe(
            titel % {"zahl": z.neue_themen},
            url_konferenz("themen:verwaltung_themen", konferenz),
            NEU,
            _("Themen ansehen"),
        )
    ]


def moderation_link(konferenz: Konferenz, z: Zahlen) -> Aufgabe:
    return Aufgabe(
        _("Moderation: persönlichen Link übergeben"),
        url_konferenz("konferenz:links", konferenz),
        ERLEDIGT if z.links else OFFEN,
        _("Link erstellen"),
        _("Mit diesem Link führt die Moderation durch den Tag."),
    )


def url_konferenz(name: str, konferenz: Konferenz) -> str:
    return reverse(name, args=[konferenz.veranstalter.slug, konferenz.slug])


def url_veranstalter(name: str, konferenz: Konferenz) -> str:
    return reverse(name, args=[konferenz.veranstalter.slug])
