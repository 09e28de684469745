"""Released versions: all of them for staff, the network's variant behind personal links, files byte for byte."""

from csp.decorators import csp_exempt
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.forms.gemeinsam import add_service_errors
from konferenz.models import Datei, Druckauftrag
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import Dienst, verwaltung
from themen.forms.protokollfreigabe import VerteilenForm
from themen.models import Protokollfassung
from themen.protokoll.dateien import ART, REIHE, find_datei
from themen.protokoll.daten import Variante
from themen.protokoll.druck import fassungsname, inhalt
from themen.protokoll.fassung import load_variante
from themen.protokoll.unterschied import compare_versions
from themen.services import protokollfreigabe as service
from themen.services.protokollversand import prepare_versand

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@verwaltung()
def fassungen(request, dienst: Dienst):
    """All versions, the newest first."""
    rows = dienst.konferenz.protokollfassungen.defer("inhalt").select_related("freigegeben_von", "vorgelegt_von")
    context = dienst.context("protokoll", fassungen=list(rows.order_by("-nummer")))
    return render(request, "themen/protokollfreigabe/fassungen.html", context)


@require_safe
@verwaltung()
def fassung(request, dienst: Dienst, nummer: int):
    """One version: its files, its checksum, and what is different from the one before."""
    row = _find(dienst, nummer)
    vorige = dienst.konferenz.protokollfassungen.filter(nummer__lt=nummer).order_by("-nummer").first()
    unterschiede = []
    if vorige is not None:
        unterschiede = compare_versions(load_variante(vorige, Variante.INTERN), load_variante(row, Variante.INTERN))
    dateien = {
        datei.publikum: datei.datei
        for datei in row.dateien.select_related("datei").defer("datei__inhalt").filter(endung="pdf")
    }
    auftrag = None
    if len(dateien) < len(REIHE):
        auftraege = dienst.konferenz.druckauftraege.filter(art=ART, parameter={"fassung": row.pk})
        auftrag = auftraege.order_by("-pk").first()
    context = dienst.context(
        "protokoll",
        fassung=row,
        vorige=vorige,
        unterschiede=unterschiede,
        varianten=[{"v": v, "name": fassungsname(v), "datei": dateien.get(v.value)} for v in REIHE],
        fertig=len(dateien),
        zahl=len(REIHE),
        auftrag=auftrag,
        is_unterwegs=auftrag is not None and auftrag.is_offen,
        is_gescheitert=auftrag is not None and auftrag.zustand == Druckauftrag.Zustand.GESCHEITERT,
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
        foto_pfad=f"/verwaltung/{dienst.veranstalter.slug}/{dienst.konferenz.slug}/fotos/",
        **inhalt(load_variante(row, variante), localdate()),
    )
    return render(request, "themen/protokoll/fassung.html", context)


@require_safe
@verwaltung()
def fassung_pdf(request, dienst: Dienst, nummer: int, variante: Variante):
    return stored_pdf(
        request, _find(dienst, nummer), variante, seite=_url(dienst, "protokoll_version_seite", nummer, variante)
    )


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
    form = VerteilenForm(request.POST or None, initial={"verteiler": dienst.konferenz.verteiler})
    if request.method == "POST" and form.is_valid():
        try:
            aussendung = prepare_versand(
                fassung=row,
                kreis=form.cleaned_data["kreis"],
                variante=form.variante,
                verteiler=form.cleaned_data["verteiler"],
                by=dienst.by,
            )
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
        darf_verteilen=erlaubt(dienst.konferenz, Handlung.BENACHRICHTIGEN, dienst.by),
    )
    return render(request, "themen/protokollfreigabe/verteilen.html", context)


def stored_pdf(request, row: Protokollfassung, variante: Variante, *, seite: str, public: bool = False):
    """The bytes as they were made once; while they are being made a sentence with status 202, and the page instead."""
    datei = find_datei(row, variante)
    if datei is None:
        response = render(request, "themen/protokollfreigabe/datei_fehlt.html", {"seite": seite}, status=202)
        response["Retry-After"] = "60"
        response["Cache-Control"] = "no-store"
        return response
    return get_conditional_response(request, etag=f'"{datei.sha256}"') or _file(datei, public)


@csp_exempt()
def _file(datei: Datei, public: bool) -> HttpResponse:
    """A browser's PDF viewer is a plugin to the CSP, which would keep the page empty."""
    response = HttpResponse(bytes(datei.inhalt), content_type=datei.typ)
    response["Content-Disposition"] = content_disposition_header(False, datei.name)
    response["ETag"] = f'"{datei.sha256}"'
    response["Cache-Control"] = "no-cache" if public else "no-store, private"
    return response


def _find(dienst: Dienst, nummer: int) -> Protokollfassung:
    row = get_object_or_404(
        dienst.konferenz.protokollfassungen.select_related("freigegeben_von", "vorgelegt_von"), nummer=nummer
    )
    row.konferenz = dienst.konferenz
    if not erlaubt(dienst.konferenz, Handlung.PROTOKOLL_INTERN, dienst.by):
        raise Http404
    return row


def _url(dienst: Dienst, name: str, *rest) -> str:
    return reverse(f"themen:{name}", args=[dienst.veranstalter.slug, dienst.konferenz.slug, *rest])
