from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from konferenz.forms.leitfrage import LeitfrageForm
from konferenz.permissions import Handlung, erlaubt
from konferenz.services import leitfrage as service
from konferenz.services.fehler import NichtErlaubt
from konferenz.speichern import save_form
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import verwaltung

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _context(dienst, **more) -> dict:
    return dienst.context("programm", darf_planen=erlaubt(dienst.konferenz, Handlung.PLANEN, dienst.by), **more)


def _back(dienst):
    return redirect("konferenz:leitfragen", dienst.veranstalter.slug, dienst.konferenz.slug)


@READ_OR_SEND
@verwaltung()
def leitfragen(request, dienst):
    form = LeitfrageForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(
            form,
            lambda: service.add_leitfrage(
                konferenz=dienst.konferenz,
                text=form.cleaned_data["text"],
                by=dienst.by,
                vorgang=form.cleaned_data["vorgang"],
            ),
        )
    ):
        messages.success(request, _("Die Leitfrage ist gespeichert."))
        return _back(dienst)
    fragen = list(dienst.konferenz.leitfragen.order_by("position"))
    return render(request, "konferenz/leitfragen.html", _context(dienst, form=form, fragen=fragen))


@READ_OR_SEND
@verwaltung(schreibend=True)
def leitfrage(request, dienst, pk):
    frage = get_object_or_404(dienst.konferenz.leitfragen.select_related("konferenz"), pk=pk)
    form = LeitfrageForm(request.POST or None, initial={"text": frage.text, "gelesen": frage.text})
    gespeichert = ""
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["gelesen"] not in ("", frage.text):
            gespeichert = frage.text
            form.data = form.data.copy()
            form.data["gelesen"] = frage.text
        elif save_form(
            form, lambda: service.update_leitfrage(leitfrage=frage, text=form.cleaned_data["text"], by=dienst.by)
        ):
            messages.success(request, _("Die Leitfrage ist gespeichert."))
            return _back(dienst)
    return render(
        request, "konferenz/leitfrage.html", _context(dienst, form=form, frage=frage, gespeichert=gespeichert)
    )


@require_POST
@verwaltung()
def verschieben(request, dienst, pk):
    frage = get_object_or_404(dienst.konferenz.leitfragen.select_related("konferenz"), pk=pk)
    try:
        service.move_leitfrage(leitfrage=frage, hinauf=request.POST.get("richtung") == "hinauf", by=dienst.by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    return _back(dienst)


@READ_OR_SEND
@verwaltung(schreibend=True)
def loeschen(request, dienst, pk):
    frage = get_object_or_404(dienst.konferenz.leitfragen.select_related("konferenz"), pk=pk)
    themen = frage.themenvorschlaege.count()
    if request.method == "POST":
        try:
            service.delete_leitfrage(leitfrage=frage, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
        else:
            messages.success(request, _("Die Leitfrage ist gelöscht."))
        return _back(dienst)
    folgen = [_("Themen zu dieser Frage bleiben erhalten, dann ohne Leitfrage: %(zahl)s.") % {"zahl": themen}]
    return confirm(
        request,
        _context(dienst),
        titel=_("Leitfrage löschen"),
        frage=_("Möchten Sie „%(text)s“ löschen?") % {"text": frage.text},
        folgen=folgen if themen else [],
        knopf=_("Leitfrage löschen"),
        zurueck=_back(dienst).url,
    )
