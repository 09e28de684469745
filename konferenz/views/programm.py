import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.forms.gemeinsam import show_conflict
from konferenz.forms.programm import ProgrammpunktForm
from konferenz.models import Konferenz, Programmpunkt
from konferenz.permissions import Handlung, erlaubt
from konferenz.services import programm as service
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.speichern import save_form
from konferenz.texte import uhrzeit
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import verwaltung

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _context(dienst, **more) -> dict:
    return dienst.context("programm", darf_planen=erlaubt(dienst.konferenz, Handlung.PLANEN, dienst.by), **more)


def _back(dienst):
    return redirect("konferenz:programm", dienst.veranstalter.slug, dienst.konferenz.slug)


def _punkt(dienst, pk: int) -> Programmpunkt:
    return get_object_or_404(dienst.konferenz.programmpunkte.select_related("konferenz"), pk=pk)


def compare_with_end(konferenz: Konferenz) -> str:
    """A sentence when the items take longer or shorter than the afternoon; empty when they fit."""
    minuten = sum(punkt.dauer for punkt in konferenz.punkte)
    unterschied = minuten - int(konferenz.dauer / datetime.timedelta(minutes=1))
    if not minuten or not unterschied:
        return ""
    if unterschied > 0:
        return _("Das Programm dauert %(minuten)s Minuten länger, als bis %(ende)s Uhr Zeit ist.") % {
            "minuten": unterschied,
            "ende": uhrzeit(konferenz.ende),
        }
    return _("Bis %(ende)s Uhr bleiben noch %(minuten)s Minuten frei.") % {
        "minuten": -unterschied,
        "ende": uhrzeit(konferenz.ende),
    }


@require_safe
@verwaltung()
def programm(request, dienst):
    minuten = sum(punkt.dauer for punkt in dienst.konferenz.punkte)
    context = _context(
        dienst, punkte=dienst.konferenz.punkte, minuten=minuten, abweichung=compare_with_end(dienst.konferenz)
    )
    return render(request, "konferenz/programm.html", context)


@READ_OR_SEND
@verwaltung(schreibend=True)
def punkt_neu(request, dienst):
    form = ProgrammpunktForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(
            form,
            lambda: service.add_programmpunkt(
                konferenz=dienst.konferenz, daten=form.daten(), by=dienst.by, vorgang=form.cleaned_data["vorgang"]
            ),
        )
    ):
        messages.success(request, _("Der Programmpunkt steht am Ende des Programms."))
        return _back(dienst)
    return render(request, "konferenz/punkt.html", _context(dienst, form=form))


@READ_OR_SEND
@verwaltung(schreibend=True)
def punkt(request, dienst, pk):
    row = _punkt(dienst, pk)
    titel = row.titel
    form = ProgrammpunktForm(request.POST or None, instance=row)
    unterschiede = []
    if request.method == "POST" and form.is_valid():
        try:
            service.update_programmpunkt(
                punkt=row, daten=form.daten(), fassung=form.cleaned_data["fassung"], by=dienst.by
            )
        except Veraltet as error:
            unterschiede = show_conflict(form, error.aktuell)
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        else:
            messages.success(request, _("Der Programmpunkt ist gespeichert."))
            return _back(dienst)
    context = _context(dienst, form=form, punkt=row, punkt_titel=titel, unterschiede=unterschiede)
    return render(request, "konferenz/punkt.html", context)


@require_POST
@verwaltung()
def verschieben(request, dienst, pk):
    try:
        service.move_programmpunkt(
            punkt=_punkt(dienst, pk), hinauf=request.POST.get("richtung") == "hinauf", by=dienst.by
        )
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    return _back(dienst)


@READ_OR_SEND
@verwaltung(schreibend=True)
def loeschen(request, dienst, pk):
    row = _punkt(dienst, pk)
    if request.method == "POST":
        try:
            service.delete_programmpunkt(punkt=row, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
        else:
            messages.success(request, _("Der Programmpunkt ist gelöscht."))
        return _back(dienst)
    return confirm(
        request,
        _context(dienst),
        titel=_("Programmpunkt löschen"),
        frage=_("Möchten Sie „%(titel)s“ löschen?") % {"titel": row.titel},
        folgen=[_("Die Zeiten danach rücken vor.")],
        knopf=_("Programmpunkt löschen"),
        zurueck=_back(dienst).url,
    )


@require_POST
@verwaltung()
def vorlage(request, dienst):
    try:
        service.load_vorlage(konferenz=dienst.konferenz, by=dienst.by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        messages.success(request, _("Die Vorlage ist übernommen. Passen Sie die Punkte an."))
    return _back(dienst)
