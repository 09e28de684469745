"""The Leinwand as a shared fragment: rendered once per burst for every projector of a conference."""

from django.template.loader import render_to_string

from konferenz.models import Konferenz
from themen.leinwand.sammeln import collect_bild


def render_leinwand(konferenz_id: int) -> str:
    """Registered as the live fragment `leinwand`."""
    return render_leinwand_of(Konferenz.objects.select_related("veranstalter").get(pk=konferenz_id))


def render_leinwand_of(konferenz: Konferenz) -> str:
    bild = collect_bild(konferenz)
    return render_to_string(bild.vorlage, {"bild": bild, "konferenz": konferenz, "uhr": bild.uhr, **bild.daten})
