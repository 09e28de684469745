"""The directory as officers keep it: institutions, their contacts, carriers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konferenz.forms.gemeinsam import add_service_errors, show_conflict
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import verwaltung
from teilnehmer.forms.einrichtung import AnsprechpersonForm, EinrichtungFilter, EinrichtungForm, TraegerForm
from teilnehmer.models import Ansprechperson, Einrichtung, Traeger
from teilnehmer.services import einrichtung as service
from teilnehmer.vorschlaege import count_vorschlaege

PRO_SEITE = 50
LETZTE = 10
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _context(dienst, **more) -> dict:
    return dienst.context(bereich="einrichtungen", **more)


def _einrichtung(dienst, kennung: str) -> Einrichtung:
    rows = Einrichtung.objects.filter(veranstalter=dienst.veranstalter).select_related("traeger")
    return get_object_or_404(rows, kennung=kennung)


def _to_einrichtung(dienst, einrichtung: Einrichtung):
    return redirect("teilnehmer:einrichtung", dienst.veranstalter.slug, einrichtung.kennung)


def _save(form, save) -> tuple[object | None, list]:
    """What the service saved, or None and, when somebody was faster, how both texts differ."""
    try:
        return save(), []
    except Veraltet as error:
        return None, show_conflict(form, error.aktuell)
    except NichtErlaubt as error:
        form.add_error(None, error.satz)
    except ValidationError as error:
        add_service_errors(form, error, otherwise="name")
    return None, []


@require_safe
@verwaltung()
def einrichtungen(request, dienst):
    filterung = EinrichtungFilter(request.GET, veranstalter=dienst.veranstalter)
    alle = Einrichtung.objects.filter(veranstalter=dienst.veranstalter)
    blatt = Paginator(filterung.apply(alle).for_list(), PRO_SEITE).get_page(request.GET.get("seite"))
    gefiltert = any(request.GET.get(name) for name in filterung.fields)
    context = _context(dienst, filter=filterung, blatt=blatt, gefiltert=gefiltert)
    context["vorschlaege"] = count_vorschlaege(dienst.veranstalter)
    return render(request, "teilnehmer/einrichtungen.html", context)


@READ_OR_SEND
@verwaltung(schreibend=True)
def einrichtung_neu(request, dienst):
    form = EinrichtungForm(request.POST or None, instance=Einrichtung(veranstalter=dienst.veranstalter))
    if request.method == "POST" and form.is_valid():
        neu, _unterschiede = _save(
            form,
            lambda: service.create_einrichtung(
                veranstalter=dienst.veranstalter, daten=form.daten(), traeger_neu=form.neuer_traeger(), by=dienst.by
            ),
        )
        if neu:
            messages.success(request, _("Die Einrichtung ist eingetragen. Als Nächstes: die Ansprechpersonen."))
            return _to_einrichtung(dienst, neu)
    return render(request, "teilnehmer/einrichtung_neu.html", _context(dienst, form=form))


@READ_OR_SEND
@verwaltung()
def einrichtung(request, dienst, kennung):
    """The entry with its contacts and what it was invited to; the form for those who may write."""
    row = _einrichtung(dienst, kennung)
    name = row.name  # the form writes into its instance
    form = EinrichtungForm(request.POST or None, instance=row)
    unterschiede = []
    if request.method == "POST" and form.is_valid():
        saved, unterschiede = _save(
            form,
            lambda: service.update_einrichtung(
                einrichtung=row,
                daten=form.daten(),
                fassung=form.cleaned_data["fassung"],
                traeger_neu=form.neuer_traeger(),
                by=dienst.by,
            ),
        )
        if saved:
            messages.success(request, _("Die Angaben sind gespeichert."))
            return _to_einrichtung(dienst, saved)
    context = _context(
        dienst,
        einrichtung=row,
        name=name,
        form=form,
        unterschiede=unterschiede,
        ansprechpersonen=list(row.ansprechpersonen.all()),
        einladungen=list(row.einladungen.select_related("konferenz", "zugang").order_by("-konferenz__datum")[:LETZTE]),
    )
    return render(request, "teilnehmer/einrichtung.html", context)


@READ_OR_SEND
@verwaltung(schreibend=True)
def ansprechperson_neu(request, dienst, kennung):
    row = _einrichtung(dienst, kennung)
    form = AnsprechpersonForm(request.POST or None, instance=Ansprechperson(einrichtung=row))
    if request.method == "POST" and form.is_valid():
        saved, _unterschiede = _save(
            form, lambda: service.create_ansprechperson(einrichtung=row, daten=form.daten(), by=dienst.by)
        )
        if saved:
            messages.success(request, _("Die Ansprechperson ist eingetragen."))
            return _to_einrichtung(dienst, row)
    return render(request, "teilnehmer/ansprechperson.html", _context(dienst, einrichtung=row, form=form))


@READ_OR_SEND
@verwaltung(schreibend=True)
def ansprechperson(request, dienst, kennung, pk):
    row = _einrichtung(dienst, kennung)
    person = get_object_or_404(row.ansprechpersonen.select_related("einrichtung"), pk=pk)
    form = AnsprechpersonForm(request.POST or None, instance=person)
    unterschiede = []
    if request.method == "POST" and form.is_valid():
        saved, unterschiede = _save(
            form,
            lambda: service.update_ansprechperson(
                ansprechperson=person, daten=form.daten(), fassung=form.cleaned_data["fassung"], by=dienst.by
            ),
        )
        if saved:
            messages.success(request, _("Die Ansprechperson ist gespeichert."))
            return _to_einrichtung(dienst, row)
    context = _context(dienst, einrichtung=row, form=form, person=person, unterschiede=unterschiede)
    return render(request, "teilnehmer/ansprechperson.html", context)


@READ_OR_SEND
@verwaltung(schreibend=True)
def ansprechperson_loeschen(request, dienst, kennung, pk):
    row = _einrichtung(dienst, kennung)
    person = get_object_or_404(row.ansprechpersonen.select_related("einrichtung"), pk=pk)
    back = _to_einrichtung(dienst, row)
    if request.method == "POST":
        service.delete_ansprechperson(ansprechperson=person, by=dienst.by)
        messages.success(request, _("Die Ansprechperson ist gelöscht."))
        return back
    return confirm(
        request,
        _context(dienst),
        titel=_("Ansprechperson löschen"),
        frage=_("Möchten Sie %(name)s aus dem Verzeichnis löschen?") % {"name": person.name},
        folgen=[_("Anmeldungen zu Konferenzen bleiben bestehen.")],
        knopf=_("Ansprechperson löschen"),
        zurueck=back.url,
    )


@READ_OR_SEND
@verwaltung()
def traeger(request, dienst):
    """All carriers with how many institutions they have, and a form for a new one."""
    form = TraegerForm(request.POST or None, instance=Traeger(veranstalter=dienst.veranstalter))
    if request.method == "POST" and form.is_valid():
        saved, _unterschiede = _save(
            form, lambda: service.create_traeger(veranstalter=dienst.veranstalter, daten=form.daten(), by=dienst.by)
        )
        if saved:
            messages.success(request, _("Der Träger ist eingetragen."))
            return redirect("teilnehmer:traeger", dienst.veranstalter.slug)
    blatt = Paginator(Traeger.objects.filter(veranstalter=dienst.veranstalter).for_list(), PRO_SEITE)
    context = _context(dienst, form=form, blatt=blatt.get_page(request.GET.get("seite")))
    return render(request, "teilnehmer/traeger.html", context)


@READ_OR_SEND
@verwaltung(schreibend=True)
def traeger_bearbeiten(request, dienst, pk):
    row = get_object_or_404(Traeger, veranstalter=dienst.veranstalter, pk=pk)
    form = TraegerForm(request.POST or None, instance=row)
    unterschiede = []
    if request.method == "POST" and form.is_valid():
        saved, unterschiede = _save(
            form,
            lambda: service.update_traeger(
                traeger=row, daten=form.daten(), fassung=form.cleaned_data["fassung"], by=dienst.by
            ),
        )
        if saved:
            messages.success(request, _("Der Träger ist gespeichert."))
            return redirect("teilnehmer:traeger", dienst.veranstalter.slug)
    context = _context(dienst, form=form, eintrag=row, unterschiede=unterschiede)
    return render(request, "teilnehmer/traeger_bearbeiten.html", context)


@READ_OR_SEND
@verwaltung(schreibend=True)
def traeger_loeschen(request, dienst, pk):
    row = get_object_or_404(Traeger.objects.for_list(), veranstalter=dienst.veranstalter, pk=pk)
    back = redirect("teilnehmer:traeger", dienst.veranstalter.slug)
    if request.method == "POST":
        service.delete_traeger(traeger=row, by=dienst.by)
        messages.success(request, _("Der Träger ist gelöscht."))
        return back
    return confirm(
        request,
        _context(dienst),
        titel=_("Träger löschen"),
        frage=_("Möchten Sie „%(name)s“ löschen?") % {"name": row.name},
        folgen=[_("Einrichtungen bleiben, dann ohne Träger: %(zahl)s.") % {"zahl": row.anzahl}] if row.anzahl else [],
        knopf=_("Träger löschen"),
        zurueck=back.url,
    )
