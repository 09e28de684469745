"""Institutions that people named and the directory does not know: which one is it, or shall it stand there?"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import verwaltung
from teilnehmer.forms.vorschlag import AufnehmenForm, VorschlagForm, ZuordnenForm
from teilnehmer.models import Einrichtung
from teilnehmer.services import vorschlag as service
from teilnehmer.vorschlaege import collect_vorschlaege

PRO_SEITE = 20


@require_safe
@verwaltung()
def vorschlaege(request, dienst):
    blatt = Paginator(collect_vorschlaege(dienst.veranstalter), PRO_SEITE).get_page(request.GET.get("seite"))
    zeilen = [
        (v, AufnehmenForm(initial={"text": v.text, "name": v.text}, auto_id=f"n{n}_%s")) for n, v in enumerate(blatt)
    ]
    namen = Einrichtung.objects.filter(veranstalter=dienst.veranstalter).aktiv().order_by("sortierschluessel")
    context = dienst.context(
        bereich="einrichtungen",
        blatt=blatt,
        zeilen=zeilen,
        namen=namen.values_list("name", flat=True) if dienst.darf_schreiben and zeilen else [],
    )
    return render(request, "teilnehmer/vorschlaege.html", context)


@require_POST
@verwaltung()
def zuordnen(request, dienst):
    form = ZuordnenForm(request.POST, veranstalter=dienst.veranstalter)
    if not form.is_valid():
        return _refused(request, dienst, form)
    zahl = service.assign_vorschlag(
        veranstalter=dienst.veranstalter,
        text=form.cleaned_data["text"],
        einrichtung=form.einrichtung,
        by=dienst.by,
    )
    satz = ngettext(
        "%(zahl)s Person gehört jetzt zu „%(name)s“.", "%(zahl)s Personen gehören jetzt zu „%(name)s“.", zahl
    )
    return _done(request, dienst, zahl, satz % {"zahl": zahl, "name": form.einrichtung.name})


@require_POST
@verwaltung()
def aufnehmen(request, dienst):
    form = AufnehmenForm(request.POST)
    if not form.is_valid():
        return _refused(request, dienst, form)
    daten = {name: form.cleaned_data[name] for name in ("text", "name", "art", "vorgang")}
    try:
        neue = service.enter_vorschlag(veranstalter=dienst.veranstalter, by=dienst.by, **daten)
    except (ValidationError, NichtErlaubt) as error:
        messages.error(request, error.messages[0] if isinstance(error, ValidationError) else error.satz)
        return _back(dienst)
    messages.success(request, _("„%(name)s“ steht jetzt im Verzeichnis.") % {"name": neue.name})
    return _back(dienst)


@require_POST
@verwaltung()
def verwerfen(request, dienst):
    form = VorschlagForm(request.POST)
    if not form.is_valid():
        return _refused(request, dienst, form)
    zahl = service.discard_vorschlag(veranstalter=dienst.veranstalter, text=form.cleaned_data["text"], by=dienst.by)
    return _done(request, dienst, zahl, _("Die Angabe ist verworfen. Die Personen bleiben angemeldet."))


def _done(request, dienst, zahl: int, satz: str):
    if zahl:
        messages.success(request, satz)
    else:
        messages.info(request, _("Das hat schon jemand erledigt."))
    return _back(dienst)


def _refused(request, dienst, form):
    messages.error(request, next(iter(form.errors.values()))[0])
    return _back(dienst)


def _back(dienst):
    return redirect("teilnehmer:vorschlaege", dienst.veranstalter.slug)
