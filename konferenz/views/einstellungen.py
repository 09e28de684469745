from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from konferenz import recht
from konferenz.forms.gemeinsam import show_conflict
from konferenz.forms.veranstalter import RechtstexteForm, VeranstalterForm
from konferenz.models import Veranstalter
from konferenz.services import veranstalter as service
from konferenz.services.fehler import Veraltet
from konferenz.zugriff import verwaltung

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _context(dienst, **more) -> dict:
    return dienst.context(bereich="einstellungen", **more)


def _wappen_conflict() -> dict:
    """Only the picture differs; a browser does not send a file again by itself."""
    return {"feld": _("Wappen oder Logo"), "gespeichert": "", "eigen": _("Bitte wählen Sie das Bild noch einmal aus.")}


@READ_OR_SEND
@verwaltung(leitung=True)
def einstellungen(request, dienst):
    row = Veranstalter.objects.get(pk=dienst.veranstalter.pk)
    form = VeranstalterForm(request.POST or None, request.FILES or None, instance=row)
    unterschiede = []
    if request.method == "POST" and form.is_valid():
        try:
            service.update_veranstalter(
                veranstalter=dienst.veranstalter,
                daten=form.daten(),
                fassung=form.cleaned_data["fassung"],
                wappen=form.cleaned_data["wappen_neu"],
                ohne_wappen=form.cleaned_data.get("ohne_wappen", False),
                by=dienst.by,
            )
        except Veraltet as error:
            unterschiede = show_conflict(form, error.aktuell) or [_wappen_conflict()]
        else:
            messages.success(request, _("Die Einstellungen sind gespeichert."))
            return redirect("konferenz:einstellungen", dienst.veranstalter.slug)
    offen = [art for art in recht.ARTEN if not recht.is_fertig(dienst.veranstalter, art)]
    context = _context(dienst, form=form, unterschiede=unterschiede, rechtstexte_offen=len(offen))
    return render(request, "konferenz/einstellungen.html", context)


@READ_OR_SEND
@verwaltung(leitung=True)
def rechtliches(request, dienst):
    row = Veranstalter.objects.get(pk=dienst.veranstalter.pk)
    form = RechtstexteForm(request.POST or None, instance=row)
    unterschiede = []
    if request.method == "POST" and form.is_valid():
        try:
            service.update_veranstalter(
                veranstalter=dienst.veranstalter,
                daten=form.daten(),
                fassung=form.cleaned_data["fassung"],
                by=dienst.by,
            )
        except Veraltet as error:
            unterschiede = show_conflict(form, error.aktuell)
        else:
            messages.success(request, _("Die Texte sind gespeichert."))
            return redirect("konferenz:rechtliches", dienst.veranstalter.slug)
    offen = [form.fields[art].label for art in recht.ARTEN if not recht.is_fertig(dienst.veranstalter, art)]
    return render(
        request, "konferenz/rechtliches.html", _context(dienst, form=form, unterschiede=unterschiede, offen=offen)
    )
