"""The minutes as a page and as a print: for staff, for the moderation, and for everybody after publication."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from konferenz.akteur import OEFFENTLICH
from konferenz.models import Konferenz
from konferenz.permissions import Handlung, erlaubt
from konferenz.zugriff import get_oeffentliche_konferenz
from themen.protokoll import ausgabe
from themen.protokoll.dateien import is_gruppe_of
from themen.protokoll.daten import Protokoll, Variante
from themen.protokoll.druck import inhalt
from themen.protokoll.merken import remember
from themen.protokoll.stand import current_fassung, is_entwurf, load_freigegeben, load_protokoll
from themen.views.druckerei import print_path
from themen.views.pdf_antwort import pdf_response
from themen.views.protokoll_druck import order_path
from themen.views.protokollfassung import stored_pdf
from themen.views.stelle import Stelle, photo_path

# Staff and moderation


@require_safe
def protokoll(request, stelle: Stelle):
    """The three variants of the minutes: where they stand, the page of each, the prints."""
    darf = erlaubt(stelle.konferenz, Handlung.PROTOKOLL_INTERN, stelle.by)
    return render(
        request,
        "themen/protokoll/protokoll.html",
        stelle.context(
            "protokoll",
            druck_pfad=print_path(stelle),
            darf_protokoll=darf,
            gruppen=list(stelle.konferenz.kleingruppen.for_list()) if darf else [],
            freigegeben=current_fassung(stelle.konferenz),
            is_entwurf=is_entwurf(stelle.konferenz),
            varianten=list(reversed(Variante)),
            is_oeffentlich=erlaubt(stelle.konferenz, Handlung.ERGEBNISSE_SEHEN, OEFFENTLICH),
        ),
    )


@require_safe
def lesen(request, stelle: Stelle, variante: Variante):
    """The page with the same content as the print."""
    daten = _load(stelle, variante)
    pfad = print_path(stelle)
    return render(
        request,
        "themen/protokoll/lesen.html",
        stelle.context(
            "protokoll" if stelle.by.is_verwaltung else "druck",
            pdf_url=f"{pfad}protokoll-{variante}.pdf",
            zurueck=reverse("themen:protokoll", args=[stelle.konferenz.veranstalter.slug, stelle.konferenz.slug])
            if stelle.by.is_verwaltung
            else pfad,
            foto_pfad=photo_path(stelle.konferenz) if stelle.by.is_verwaltung else f"{stelle.rahmen['heim']}fotos/",
            **inhalt(daten, localdate()),
        ),
    )


@require_safe
def protokoll_pdf(request, stelle: Stelle, variante: Variante):
    return _print(request, stelle, variante, "ganz", ausgabe.print_protokoll)


@require_safe
def gruppen_pdf(request, stelle: Stelle, variante: Variante):
    return _print(request, stelle, variante, "gruppen", ausgabe.print_gruppen)


@require_safe
def gruppe_pdf(request, stelle: Stelle, variante: Variante, nr: int):
    _require_allowed(stelle)
    return pdf_response(
        request,
        remember(
            stelle.konferenz,
            ("gruppe", nr, variante),
            lambda konferenz: ausgabe.print_gruppe(konferenz, load_protokoll(konferenz, variante), nr),
        ),
    )


@require_safe
def gruppenbogen_pdf(request, stelle: Stelle):
    """Blank, so everybody who prepares the day may have it."""
    return pdf_response(request, ausgabe.print_gruppenbogen(stelle.konferenz))


def _print(request, stelle: Stelle, variante: Variante, teil: str, make):
    """What may be long: ordered by those who may, see protokoll_druck."""
    _require_allowed(stelle)
    druckstueck = remember(
        stelle.konferenz, (teil, variante), lambda konferenz: make(konferenz, load_protokoll(konferenz, variante))
    )
    return pdf_response(request, druckstueck, bestellen=order_path(stelle.konferenz, stelle.by, variante, teil))


def _load(stelle: Stelle, variante: Variante) -> Protokoll:
    _require_allowed(stelle)
    return load_protokoll(stelle.konferenz, variante)


def _require_allowed(stelle: Stelle) -> None:
    if not erlaubt(stelle.konferenz, Handlung.PROTOKOLL_INTERN, stelle.by):
        raise PermissionDenied


# Everybody, after publication


@require_safe
def oeffentliche_fassung(request, v, k):
    konferenz = _published(v, k)
    return render(
        request,
        "themen/protokoll/lesen.html",
        {
            "basis": "base_oeffentlich.html",
            "konferenz": konferenz,
            "veranstalter": konferenz.veranstalter,
            "seite": "konferenz",
            "pdf_url": reverse("themen:protokoll_pdf", args=[v, k]),
            "zurueck": reverse("themen:ergebnisse", args=[v, k]),
            "foto_pfad": f"{reverse('themen:ergebnisse', args=[v, k])}fotos/",
            **inhalt(_released(konferenz), localdate()),
        },
    )


@require_safe
def oeffentliches_pdf(request, v, k):
    """The file as it was made at the release, byte for byte."""
    return _stored(request, v, k)


@require_safe
def oeffentliche_gruppe_pdf(request, v, k, nr):
    """The sheet of one group as it was made at the release."""
    return _stored(request, v, k, nr)


def _stored(request, v: str, k: str, gruppe: int = 0):
    konferenz = _published(v, k)
    row = current_fassung(konferenz)
    if row is None or (gruppe and not is_gruppe_of(row, gruppe)):
        raise Http404
    seite = reverse("themen:protokoll_seite", args=[v, k])
    return stored_pdf(request, row, Variante.OEFFENTLICH, gruppe=gruppe, seite=seite, public=True)


def _released(konferenz: Konferenz) -> Protokoll:
    """Published minutes are always a released version; data that change later do not change them."""
    protokoll = load_freigegeben(konferenz, Variante.OEFFENTLICH)
    if protokoll is None:
        raise Http404
    return protokoll


def _published(v: str, k: str) -> Konferenz:
    konferenz = get_oeffentliche_konferenz(v, k)
    if not erlaubt(konferenz, Handlung.ERGEBNISSE_SEHEN, OEFFENTLICH):
        raise Http404
    return konferenz
