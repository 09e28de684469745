"""The feedback on paper: two forms on a sheet, to cut apart. It asks for no name."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from konferenz.pdf import Ablage, Druck
from themen.druckerei.sammeln import collect_kopf
from themen.models import Rueckmeldung
from themen.protokoll.ausgabe import Ausgabe
from themen.rueckmeldung_bild import NOTEN

JE_BLATT = 2


def print_rueckmeldebogen(konferenz: Konferenz) -> Ausgabe:
    kopf = collect_kopf(konferenz)
    ablage = Ablage(
        veranstalter=konferenz.veranstalter,
        ort=f"druck-{konferenz.pk}-rueckmeldebogen",
        stand=repr(kopf),
        name=f"{_('Rückmeldebogen')}_{konferenz.slug}.pdf",
    )
    return Ausgabe(ablage, lambda: _make(kopf))


def _make(kopf) -> Druck:
    context = {
        "kopf": kopf,
        "absender": kopf.absender,
        "boegen": range(JE_BLATT),
        "noten": NOTEN.values(),
        "frage": {name: Rueckmeldung._meta.get_field(name).verbose_name for name in ("note", "gut", "naechstes_mal")},
    }
    return Druck(render_to_string("themen/druck/rueckmeldebogen.html", context))
