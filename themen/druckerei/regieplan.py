"""The Regieplan: the run of the day on paper, with a column to write down the real times."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.models import Konferenz
from konferenz.pdf import Ablage, Druck
from themen.druckerei.sammeln import collect_kopf
from themen.protokoll.ausgabe import Ausgabe


@dataclass(frozen=True)
class Zeile:
    zeit: str
    dauer: int
    titel: str
    beschreibung: str
    verantwortlich: str
    material: str


def collect_zeilen(konferenz: Konferenz) -> tuple[Zeile, ...]:
    """Planned times only: the paper is printed before."""
    return tuple(
        Zeile(
            zeit=f"{texte.uhrzeit(punkt.start)}–{texte.uhrzeit(punkt.schluss)}",
            dauer=punkt.dauer,
            titel=punkt.titel,
            beschreibung=punkt.beschreibung,
            verantwortlich=punkt.verantwortlich,
            material=punkt.material,
        )
        for punkt in konferenz.punkte
    )


def print_regieplan(konferenz: Konferenz) -> Ausgabe | None:
    """None while there is no programme."""
    kopf, zeilen = collect_kopf(konferenz), collect_zeilen(konferenz)
    if not zeilen:
        return None
    ablage = Ablage(
        veranstalter=konferenz.veranstalter,
        ort=f"druck-{konferenz.pk}-regieplan",
        stand=repr((kopf, zeilen)),
        name=f"{_('Regieplan')}_{konferenz.slug}.pdf",
    )
    context = {
        "kopf": kopf,
        "absender": kopf.absender,
        "zeilen": zeilen,
        "fuss_links": f"{kopf.titel}, {texte.datum(kopf.datum)} · {_('Regieplan')}",
    }
    return Ausgabe(ablage, lambda: Druck(render_to_string("themen/druck/regieplan.html", context)))
