"""The board as a shared fragment: cards and gaps, no form, no personal link (addresses in it are relative)."""

from django.template.loader import render_to_string

from themen.brett import collect_brett
from themen.models import Kleingruppe


def render_brett(gruppe_id: int) -> str:
    return _render(gruppe_id, schreibbar=True)


def render_brett_lesen(gruppe_id: int) -> str:
    return _render(gruppe_id, schreibbar=False)


def _render(gruppe_id: int, *, schreibbar: bool) -> str:
    gruppe = Kleingruppe.objects.get(pk=gruppe_id)
    return render_to_string("themen/_brett.html", {"brett": collect_brett(gruppe), "schreibbar": schreibbar})
