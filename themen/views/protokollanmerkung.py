"""Remarks about the draft on the desk of the officers: read, decided, and written down from the telephone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konferenz.forms.gemeinsam import add_service_errors
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import require
from konferenz.speichern import save_form
from konferenz.zugriff import Dienst, verwaltung
from themen.forms.protokollanmerkung import EntscheidungForm, TelefonForm
from themen.models import Protokollstand
from themen.protokoll.daten import Variante
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.stand import is_entscheidbar, load_stand
from themen.protokollanmerkungen import KOPF, Anmerkungszeile, collect_anmerkungen, collect_titel, load_anmerkung
from themen.services import protokollanmerkung as service
from themen.views.stelle import Stelle

form_methods = require_http_methods(["GET", "HEAD", "POST"])
Zustand = Protokollstand.Zustand


@require_safe
@verwaltung()
def anmerkungen(request, dienst: Dienst):
    """Every remark at its section, with what was decided."""
    konferenz = dienst.konferenz
    stand = load_stand(konferenz)
    darf = _may_decide(dienst, stand)
    teile = collect_anmerkungen(konferenz, collect_titel(collect_protokoll(konferenz, Variante.NETZWERK)))
    rows = [zeile.anmerkung for teil in teile for zeile in teil.zeilen]
    context = dienst.context(
        "protokoll",
        teile=[
            {
                "teil": teil,
                "url": _edit_url(dienst, teil.schluessel) if darf and teil.is_da else "",
                "zeilen": [
                    {"zeile": zeile, "form": _decision_form(zeile) if darf and not zeile.anmerkung.ergebnis else None}
                    for zeile in teil.zeilen
                ],
            }
            for teil in teile
        ],
        zahl=len(rows),
        offen=sum(not row.ergebnis for row in rows),
        stand=stand,
        darf_entscheiden=darf,
        darf_eintragen=erlaubt(konferenz, Handlung.PROTOKOLL_ANMERKEN, dienst.by),
    )
    return render(request, "themen/protokollanmerkung/anmerkungen.html", context)


@form_methods
@verwaltung(schreibend=True)
def anmerkung(request, dienst: Dienst, kennung: str):
    """Decide about one remark."""
    zeile = load_anmerkung(dienst.konferenz, kennung)
    if zeile is None:
        raise Http404
    form = EntscheidungForm(request.POST) if request.method == "POST" else _decision_form(zeile)
    if form.is_bound and form.is_valid():
        try:
            service.settle_anmerkung(anmerkung=zeile.anmerkung, by=dienst.by, **form.cleaned_data)
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        except ValidationError as error:
            add_service_errors(form, error, otherwise="antwort")
        else:
            messages.success(request, _("Die Entscheidung ist gespeichert."))
            return redirect(f"{_url(dienst, 'protokoll_anmerkungen')}#anmerkung-{kennung}")
    context = dienst.context(
        "protokoll", zeile=zeile, form=form, darf_entscheiden=_may_decide(dienst, load_stand(dienst.konferenz))
    )
    return render(request, "themen/protokollanmerkung/anmerkung.html", context, status=422 if form.is_bound else 200)


@form_methods
def neu(request, stelle: Stelle):
    """By telephone; back to the empty form for the next one."""
    require(stelle.konferenz, Handlung.PROTOKOLL_ANMERKEN, stelle.by)
    titel = collect_titel(collect_protokoll(stelle.konferenz, Variante.NETZWERK))
    form = TelefonForm(request.POST or None, konferenz=stelle.konferenz, titel=titel)
    if form.is_valid() and save_form(
        form, lambda: service.enter_anmerkung(konferenz=stelle.konferenz, by=stelle.by, **form.cleaned_data)
    ):
        messages.success(request, _("Die Anmerkung ist eingetragen. Hier ist Platz für die nächste."))
        return redirect(request.path)
    is_zeit = load_stand(stelle.konferenz).zustand == Zustand.RUECKMELDUNG
    context = stelle.context("rueckmeldung", form=form, is_zeit=is_zeit)
    return render(request, "themen/protokollanmerkung/neu.html", context, status=422 if form.is_bound else 200)


def _may_decide(dienst: Dienst, stand: Protokollstand) -> bool:
    may = erlaubt(dienst.konferenz, Handlung.PROTOKOLL_BEARBEITEN, dienst.by)
    return may and is_entscheidbar(stand)


def _decision_form(zeile: Anmerkungszeile) -> EntscheidungForm:
    row = zeile.anmerkung
    initial = {"gelesen": row.ergebnis, "ergebnis": row.ergebnis, "antwort": row.antwort}
    return EntscheidungForm(auto_id=f"{row.kennung}-%s", initial=initial)


def _edit_url(dienst: Dienst, schluessel: str) -> str:
    """Where what was remarked upon is mended: the head stands among the data of the conference."""
    if schluessel == KOPF:
        return reverse("konferenz:konferenz_bearbeiten", args=[dienst.veranstalter.slug, dienst.konferenz.slug])
    return _url(dienst, "protokoll_abschnitt", schluessel)


def _url(dienst: Dienst, name: str, *rest) -> str:
    return reverse(f"themen:{name}", args=[dienst.veranstalter.slug, dienst.konferenz.slug, *rest])
