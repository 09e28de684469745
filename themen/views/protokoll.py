"""The minutes as a page and as a print: for staff, for the moderation, and for everybody after publication."""

import logging

from csp.decorators import csp_exempt
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from konferenz.akteur import OEFFENTLICH
from konferenz.models import Konferenz
from konferenz.pdf import PDF_TYP, PdfFehler
from konferenz.permissions import Handlung, erlaubt
from konferenz.zugriff import get_oeffentliche_konferenz
from themen.protokoll import ausgabe
from themen.protokoll.daten import Protokoll, Variante
from themen.protokoll.druck import inhalt
from themen.protokoll.sammeln import collect_protokoll
from themen.views.stelle import Stelle

logger = logging.getLogger(__name__)

# Staff and moderation


@require_safe
def protokoll(request, stelle: Stelle):
    """Both variants of the minutes: where they stand, the page of each, the prints."""
    return _render_list(request, stelle, "themen/protokoll/protokoll.html", "protokoll")


@require_safe
def druck(request, stelle: Stelle):
    """Everything that can be printed, in the order of the day."""
    return _render_list(request, stelle, "themen/protokoll/druck.html", "druck")


def _render_list(request, stelle: Stelle, template: str, seite: str):
    darf = erlaubt(stelle.konferenz, Handlung.PROTOKOLL_INTERN, stelle.by)
    return render(
        request,
        template,
        stelle.context(
            seite,
            druck_pfad=_print_path(stelle),
            darf_protokoll=darf,
            gruppen=list(stelle.konferenz.kleingruppen.for_list()) if darf else [],
            is_freigegeben=erlaubt(stelle.konferenz, Handlung.ERGEBNISSE_SEHEN, OEFFENTLICH),
        ),
    )


@require_safe
def fassung(request, stelle: Stelle, variante: Variante):
    """The page with the same content as the print."""
    daten = _collect(stelle, variante)
    pfad = _print_path(stelle)
    return render(
        request,
        "themen/protokoll/fassung.html",
        stelle.context(
            "protokoll" if stelle.by.is_verwaltung else "druck",
            pdf_url=f"{pfad}protokoll-{variante}.pdf",
            zurueck=reverse("themen:protokoll", args=[stelle.konferenz.veranstalter.slug, stelle.konferenz.slug])
            if stelle.by.is_verwaltung
            else pfad,
            **inhalt(daten, localdate()),
        ),
    )


@csp_exempt()
@require_safe
def protokoll_pdf(request, stelle: Stelle, variante: Variante):
    return _pdf_response(request, ausgabe.print_protokoll(stelle.konferenz, _collect(stelle, variante)))


@csp_exempt()
@require_safe
def gruppen_pdf(request, stelle: Stelle, variante: Variante):
    return _pdf_response(request, ausgabe.print_gruppen(stelle.konferenz, _collect(stelle, variante)))


@csp_exempt()
@require_safe
def gruppe_pdf(request, stelle: Stelle, variante: Variante, nr: int):
    return _pdf_response(request, ausgabe.print_gruppe(stelle.konferenz, _collect(stelle, variante), nr))


@csp_exempt()
@require_safe
def gruppenbogen_pdf(request, stelle: Stelle):
    """Blank, so everybody who prepares the day may have it."""
    return _pdf_response(request, ausgabe.print_gruppenbogen(stelle.konferenz))


def _collect(stelle: Stelle, variante: Variante) -> Protokoll:
    if not erlaubt(stelle.konferenz, Handlung.PROTOKOLL_INTERN, stelle.by):
        raise PermissionDenied
    return collect_protokoll(stelle.konferenz, variante)


def _print_path(stelle: Stelle) -> str:
    if stelle.by.is_verwaltung:
        return reverse("themen:druck", args=[stelle.konferenz.veranstalter.slug, stelle.konferenz.slug])
    return f"{stelle.rahmen['heim']}druck/"


# Everybody, after publication


@require_safe
def oeffentliche_fassung(request, v, k):
    konferenz = _published(v, k)
    return render(
        request,
        "themen/protokoll/fassung.html",
        {
            "basis": "base_oeffentlich.html",
            "konferenz": konferenz,
            "veranstalter": konferenz.veranstalter,
            "seite": "konferenz",
            "pdf_url": reverse("themen:protokoll_pdf", args=[v, k]),
            "zurueck": reverse("themen:ergebnisse", args=[v, k]),
            **inhalt(collect_protokoll(konferenz, Variante.OEFFENTLICH), localdate()),
        },
    )


@csp_exempt()
@require_safe
def oeffentliches_pdf(request, v, k):
    konferenz = _published(v, k)
    return _pdf_response(
        request, ausgabe.print_protokoll(konferenz, collect_protokoll(konferenz, Variante.OEFFENTLICH)), public=True
    )


@csp_exempt()
@require_safe
def oeffentliche_gruppe_pdf(request, v, k, nr):
    konferenz = _published(v, k)
    return _pdf_response(
        request, ausgabe.print_gruppe(konferenz, collect_protokoll(konferenz, Variante.OEFFENTLICH), nr), public=True
    )


def _published(v: str, k: str) -> Konferenz:
    konferenz = get_oeffentliche_konferenz(v, k)
    if not erlaubt(konferenz, Handlung.ERGEBNISSE_SEHEN, OEFFENTLICH):
        raise Http404
    return konferenz


def _pdf_response(request, druckstueck: ausgabe.Ausgabe | None, *, public: bool = False):
    """The print, 304 when the browser has it, and a sentence with status 503 when it cannot be made."""
    if druckstueck is None:
        raise Http404
    if (unchanged := get_conditional_response(request, etag=druckstueck.etag)) is not None:
        return unchanged
    try:
        pdf = druckstueck.get_pdf()
    except PdfFehler as fehler:
        logger.error("print %s failed: %s", druckstueck.ablage.ort, fehler.__cause__ or fehler)
        return render(request, "themen/protokoll/pdf_fehler.html", {"satz": str(fehler)}, status=503)
    response = HttpResponse(pdf, content_type=PDF_TYP)
    response["Content-Disposition"] = content_disposition_header(False, druckstueck.name)
    response["ETag"] = druckstueck.etag
    response["Cache-Control"] = "no-cache" if public else "no-store, private"
    return response
