"""A print as the answer to a request; minutes and print shop share it."""

import logging

from csp.decorators import csp_exempt
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from konferenz.pdf import PDF_TYP, PdfFehler
from themen.protokoll.ausgabe import Ausgabe

logger = logging.getLogger(__name__)


def pdf_response(request, druckstueck: Ausgabe | None, *, public: bool = False):
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
    return _file(pdf, druckstueck, public)


@csp_exempt()
def _file(pdf: bytes, druckstueck: Ausgabe, public: bool) -> HttpResponse:
    """A browser's PDF viewer is a plugin to the CSP, which would keep the page empty."""
    response = HttpResponse(pdf, content_type=PDF_TYP)
    response["Content-Disposition"] = content_disposition_header(False, druckstueck.name)
    response["ETag"] = druckstueck.etag
    response["Cache-Control"] = "no-cache" if public else "no-store, private"
    return response
