"""The one page that asks before something that cannot be taken back."""

from django.shortcuts import render


def confirm(request, context: dict, *, titel: str, frage: str, knopf: str, zurueck: str, folgen=()):
    """Says what follows and sends the same address by POST."""
    more = {"titel": titel, "frage": frage, "folgen": folgen, "knopf": knopf, "zurueck": zurueck}
    return render(request, "konferenz/bestaetigen.html", context | more)
