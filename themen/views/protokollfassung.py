"""Released versions: all of them for staff, the network's variant behind personal links, files byte for byte."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.forms.gemeinsam import add_service_errors
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.zugriff import Dienst, verwaltung
from themen.forms.protokollversand import VerteilenForm
from themen.models import Protokollfassung
from themen.protokoll.dateien import (
    REIHE,
    Stueck,
    collect_stand,
    find_abschrift,
    find_auftrag,
    find_datei,
    is_gruppe_of,
)
from themen.protokoll.daten import Variante, from_json
from themen.protokoll.druck import inhalt
from themen.protokoll.fassung import load_variante
from themen.protokoll.stand import with_uebernommen
from themen.protokoll.unterschied import compare_versions
from themen.protokoll.zurueckgenommen import current_reading, why_copy
from themen.services import protokollfreigabe as service
from themen.services.protokollversand import prepare_versand
from themen.views.pdf_antwort import inline_pdf, pdf_response
from themen.views.stelle import photo_path

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@verwaltung()
def fassungen(request, dienst: Dienst):
    """All versions, the newest first."""
    rows = with_uebernommen(dienst.konferenz.protokollfassungen.defer("inhalt"))
    rows = rows.select_related("freigegeben_von", "vorgelegt_von")
    context = dienst.context("protokoll", fassungen=list(rows.order_by("-nummer")))
    return render(request, "themen/protokollfreigabe/fassungen.html", context)


@require_safe
@verwaltung()
def fassung(request, dienst: Dienst, nummer: int):
    """One version: its files, its checksum, and what is different from the one before."""
    row = _find(dienst, nummer)
    vorige = dienst.konferenz.protokollfassungen.filter(nummer__lt=nummer).order_by("-nummer").first()
    gefroren = {variante: from_json(row.inhalt[variante.value]) for variante in REIHE}
    lesbar = {variante: current_reading(dienst.konferenz, text) for variante, text in gefroren.items()}
    unterschiede = []
    if vorige is not None:
        unterschiede = compare_versions(load_variante(vorige, Variante.INTERN), lesbar[Variante.INTERN])
    stand = collect_stand(row)
    context = dienst.context(
        "protokoll",
        fassung=row,
        vorige=vorige,
        unterschiede=unterschiede,
        varianten=[
            {"v": v, "name": v.titel, "datei": stand.dateien.get(Stueck(v)), "warum": why_copy(gefroren[v], lesbar[v])}
            for v in REIHE
        ],
        stand=stand,
        is_neueste=not dienst.konferenz.protokollfassungen.filter(nummer__gt=nummer).exists(),
        darf_verteilen=erlaubt(dienst.konferenz, Handlung.BENACHRICHTIGEN, dienst.by),
    )
    return render(request, "themen/protokollfreigabe/fassung.html", context)


@require_safe
@verwaltung()
def fassung_seite(request, dienst: Dienst, nummer: int, variante: Variante):
    """The page with the same content as the file."""
    row = _find(dienst, nummer)
    context = dienst.context(
        "protokoll",
        basis="base_verwaltung.html",
        pdf_url=_url(dienst, "protokoll_version_pdf", nummer, variante),
        zurueck=_url(dienst, "protokoll_version", nummer),
        foto_pfad=photo_path(dienst.konferenz),
        **inhalt(load_variante(row, variante), localdate()),
    )
    return render(request, "themen/protokoll/lesen.html", context)


@require_safe
@verwaltung()
def fassung_pdf(request, dienst: Dienst, nummer: int, variante: Variante):
    return stored_pdf(
        request, _find(dienst, nummer), variante, seite=_url(dienst, "protokoll_version_seite", nummer, variante)
    )


@require_safe
@verwaltung()
def gruppe_pdf(request, dienst: Dienst, nummer: int, nr: int):
    """The public sheet of one group."""
    row = _find(dienst, nummer)
    if not is_gruppe_of(row, nr):
        raise Http404
    seite = _url(dienst, "protokoll_version_seite", nummer, Variante.OEFFENTLICH)
    return stored_pdf(request, row, Variante.OEFFENTLICH, gruppe=nr, seite=seite)


@require_POST
@verwaltung()
def dateien(request, dienst: Dienst, nummer: int):
    """Once more after it failed, or when the order was lost."""
    try:
        service.order_dateien(fassung=_find(dienst, nummer), by=dienst.by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        messages.success(request, _("Die Dateien werden erstellt."))
    return redirect(_url(dienst, "protokoll_version", nummer))


@READ_OR_SEND
@verwaltung(schreibend=True)
def verteilen(request, dienst: Dienst, nummer: int):
    """To whom and how; the letter is a draft until a person releases it."""
    row = _find(dienst, nummer)
    form = VerteilenForm(request.POST or None, verteiler=dienst.konferenz.verteiler)
    unterschiede = []
    if request.method == "POST" and form.is_valid():
        try:
            aussendung = prepare_versand(
                fassung=row,
                kreis=form.cleaned_data["kreis"],
                variante=form.variante,
                verteiler=form.cleaned_data["verteiler"],
                gelesen=form.cleaned_data["gelesen"],
                by=dienst.by,
            )
        except Veraltet as error:
            unterschiede = form.show_conflict(error.aktuell)
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        except ValidationError as error:
            add_service_errors(form, error)
        else:
            return redirect("teilnehmer:aussendung", dienst.veranstalter.slug, dienst.konferenz.slug, aussendung.pk)
    context = dienst.context(
        "protokoll",
        fassung=row,
        form=form,
        unterschiede=unterschiede,
        darf_verteilen=erlaubt(dienst.konferenz, Handlung.BENACHRICHTIGEN, dienst.by),
    )
    return render(request, "themen/protokollfreigabe/verteilen.html", context)


def stored_pdf(
    request, row: Protokollfassung, variante: Variante, *, seite: str, gruppe: int = 0, public: bool = False
):
    """The bytes as they were made once, or a copy without what was taken back since the release.

    While they are being made a sentence with status 202, and 503 when nobody makes them; both offer the page `seite`.
    """
    if (abschrift := find_abschrift(row, variante, gruppe)) is not None:
        return pdf_response(request, abschrift, public=public)
    datei = find_datei(row, variante, gruppe)
    if datei is None:
        return _not_there(request, row, seite)
    etag = f'"{datei.sha256}"'
    return get_conditional_response(request, etag=etag) or inline_pdf(
        bytes(datei.inhalt), datei.name, etag, public=public
    )


def _not_there(request, row: Protokollfassung, seite: str):
    auftrag = find_auftrag(row)
    is_unterwegs = auftrag is not None and auftrag.is_offen
    response = render(
        request,
        "themen/protokollfreigabe/datei_fehlt.html",
        {"seite": seite, "is_unterwegs": is_unterwegs},
        status=202 if is_unterwegs else 503,
    )
    response["Cache-Control"] = "no-store"
    if is_unterwegs:
        response["Retry-After"] = "60"
    return response


def _find(dienst: Dienst, nummer: int) -> Protokollfassung:
    row = get_object_or_404(
        with_uebernommen(dienst.konferenz.protokollfassungen).select_related("freigegeben_von", "vorgelegt_von"),
        nummer=nummer,
    )
    row.konferenz = dienst.konferenz
    if not erlaubt(dienst.konferenz, Handlung.PROTOKOLL_INTERN, dienst.by):
        raise Http404
    return row


def _url(dienst: Dienst, name: str, *rest) -> str:
    return reverse(f"themen:{name}", args=[dienst.veranstalter.slug, dienst.konferenz.slug, *rest])
