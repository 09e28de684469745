"""A print as the answer to a request; minutes and print shop share it."""

import logging

from csp.decorators import csp_exempt
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from konferenz.pdf import PDF_TYP, Ablage, PdfFehler
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
    if (unchanged := get_conditional_response(request, etag=druckstueck.ablage.etag)) is not None:
        return unchanged
    if (kept := druckstueck.ablage.find()) is not None:
        return _file(kept, druckstueck.ablage, public)
    druckstueck = druckstueck.fresh()
    if druckstueck is None:
        raise Http404
    if bestellen and is_gross(druckstueck.seiten):
        seiten = round(druckstueck.seiten, -1)
        return render(request, "themen/protokoll/pdf_gross.html", {"bestellen": bestellen, "seiten": f"{seiten:.0f}"})
    try:
        pdf = druckstueck.get_pdf()
    except PdfFehler as fehler:
        logger.error("print %s failed: %s", druckstueck.ablage.ort, fehler.__cause__ or fehler)
        return render(request, "themen/protokoll/pdf_fehler.html", {"satz": str(fehler)}, status=503)
    return _file(pdf, druckstueck.ablage, public)


@csp_exempt()
def _file(pdf: bytes, ablage: Ablage, public: bool) -> HttpResponse:
    """A browser's PDF viewer is a plugin to the CSP, which would keep the page empty."""
    response = HttpResponse(pdf, content_type=PDF_TYP)
    response["Content-Disposition"] = content_disposition_header(False, ablage.name)
    response["ETag"] = ablage.etag
    response["Cache-Control"] = "no-cache" if public else "no-store, private"
    return response
