"""A print or another file as the answer to a request; minutes, print shop and exports share it."""

import logging

from csp.decorators import csp_exempt
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from konferenz.pdf import PDF_TYP, PdfFehler
from themen.protokoll.ausgabe import Ausgabe
from themen.protokoll.merken import Gemerkt
from themen.protokoll.umfang import is_gross

logger = logging.getLogger(__name__)


def pdf_response(request, druckstueck: Ausgabe | Gemerkt | None, *, public: bool = False, bestellen: str = ""):
    """The print, 304 when the browser has it, and a sentence with status 503 when it cannot be made.

    A long print that is kept nowhere can be ordered at `bestellen`; who may not order waits for it.
    """
    if druckstueck is None:
        raise Http404
    ablage = druckstueck.ablage
    if (unchanged := get_conditional_response(request, etag=ablage.etag)) is not None:
        return unchanged
    if (kept := ablage.find()) is not None:
        return inline_pdf(kept, ablage.name, ablage.etag, public=public)
    ausgabe = druckstueck.fresh() if isinstance(druckstueck, Gemerkt) else druckstueck
    if ausgabe is None:
        raise Http404
    if bestellen and is_gross(ausgabe.seiten):
        seiten = round(ausgabe.seiten, -1)
        return render(request, "themen/protokoll/pdf_gross.html", {"bestellen": bestellen, "seiten": f"{seiten:.0f}"})
    try:
        pdf = ausgabe.get_pdf()
    except PdfFehler as fehler:
        logger.error("print %s failed: %s", ausgabe.ablage.ort, fehler.__cause__ or fehler)
        return render(request, "themen/protokoll/pdf_fehler.html", {"satz": str(fehler)}, status=503)
    return inline_pdf(pdf, ausgabe.name, ausgabe.etag, public=public)


@csp_exempt()
def inline_pdf(inhalt: bytes, name: str, etag: str, *, public: bool) -> HttpResponse:
    """A browser's PDF viewer is a plugin to the CSP, which would keep the page empty."""
    response = HttpResponse(inhalt, content_type=PDF_TYP)
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache" if public else "no-store, private"
    return response


def attachment(inhalt: bytes | str, typ: str, name: str) -> HttpResponse:
    """A file to keep and to work on."""
    response = HttpResponse(inhalt, content_type=typ)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store, private"
    return response
