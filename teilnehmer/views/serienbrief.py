"""Letters on paper, for officers: few at once, many in the background, then noted as posted."""

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from konferenz.models import Aussendung
from konferenz.models.aussendung import Anlass
from konferenz.pdf import PDF_TYP, PdfFehler
from konferenz.permissions import erlaubt
from konferenz.services.druckauftrag import request_druckauftrag
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import require
from konferenz.views.druckauftrag import to_druckauftrag
from konferenz.zugriff import verwaltung
from teilnehmer import briefe
from teilnehmer.serienbrief import druck
from teilnehmer.serienbrief.sammeln import (
    ALLE,
    AUF_PAPIER,
    OHNE_MAIL,
    collect_serienbrief,
    find_einladungen,
    has_anschrift,
)
from teilnehmer.services.aussendung import HANDLUNGEN, aussenden_satz
from teilnehmer.services.serienbrief import mark_briefe
from teilnehmer.views.einladung import context_of

SOFORT = 10
AUFTRAEGE = 5


def _texte(dienst):
    return dienst.konferenz.aussendungen.filter(anlass__in=AUF_PAPIER)


def _aussendung(dienst, pk: int) -> Aussendung:
    row = get_object_or_404(_texte(dienst), pk=pk)
    row.konferenz = dienst.konferenz
    return row


def _wer(text: str | None) -> str:
    if text not in (OHNE_MAIL, ALLE):
        raise Http404
    return text


def _require(dienst, row: Aussendung) -> None:
    require(dienst.konferenz, HANDLUNGEN[row.anlass], dienst.by, aussenden_satz(dienst.konferenz, row.anlass))


def _page(dienst, pk: int) -> str:
    adresse = reverse("teilnehmer:serienbrief", args=[dienst.veranstalter.slug, dienst.konferenz.slug])
    return f"{adresse}?text={pk}"


@require_safe
@verwaltung(schreibend=True)
def serienbrief(request, dienst):
    """Which text, for whom, how many; what was printed lately."""
    texte = list(_texte(dienst)[:20])
    gewaehlt = request.GET.get("text", "")
    row = next((text for text in texte if str(text.pk) == gewaehlt), texte[0] if texte else None)
    anlass = row.anlass if row else Anlass.EINLADUNG
    context = context_of(
        dienst,
        texte=texte,
        aussendung=row,
        anlass=anlass,
        darf_drucken=erlaubt(dienst.konferenz, HANDLUNGEN[anlass], dienst.by),
        satz=aussenden_satz(dienst.konferenz, anlass),
    )
    if row is not None:
        row.konferenz = dienst.konferenz
        ohne_mail = find_einladungen(dienst.konferenz, row, OHNE_MAIL)
        alle = find_einladungen(dienst.konferenz, row, ALLE)
        context |= {
            "ohne_mail": ohne_mail,
            "alle": alle,
            "ohne_anschrift": [e for e in alle if not has_anschrift(e.einrichtung)],
            "sofort": SOFORT,
            "auftraege": list(dienst.konferenz.druckauftraege.filter(art="serienbrief")[:AUFTRAEGE]),
        }
    return render(request, "teilnehmer/serienbrief.html", context)


@require_POST
@verwaltung()
def drucken(request, dienst, pk):
    """Few letters: on to the PDF. Many: on to the page that says how far the worker is."""
    row, wer = _aussendung(dienst, pk), _wer(request.POST.get("wer"))
    try:
        _require(dienst, row)
        einladungen = find_einladungen(dienst.konferenz, row, wer)
        if not einladungen:
            raise NichtErlaubt(_("Gerade braucht niemand einen Brief."))
        if len(einladungen) <= SOFORT:
            names = [dienst.veranstalter.slug, dienst.konferenz.slug, row.pk]
            return redirect(f"{reverse('teilnehmer:serienbrief_pdf', args=names)}?wer={wer}")
        auftrag = request_druckauftrag(
            konferenz=dienst.konferenz,
            art="serienbrief",
            parameter={"aussendung": row.pk, "wer": wer},
            stand=collect_serienbrief(dienst.konferenz, row, einladungen).stand,
            titel=_("%(zahl)s Briefe: %(anlass)s") % {"zahl": len(einladungen), "anlass": row.get_anlass_display()},
            zahl=len(einladungen),
            zurueck=_page(dienst, row.pk),
            by=dienst.by,
        )
    except NichtErlaubt as error:
        messages.error(request, error.satz)
        return redirect(_page(dienst, row.pk))
    return to_druckauftrag(auftrag)


@require_safe
@verwaltung(schreibend=True)
def serienbrief_pdf(request, dienst, pk):
    """A few letters in one file, made now; more than a few go through `drucken`."""
    row, wer = _aussendung(dienst, pk), _wer(request.GET.get("wer", OHNE_MAIL))
    _require(dienst, row)
    einladungen = find_einladungen(dienst.konferenz, row, wer)
    if not einladungen:
        messages.error(request, _("Gerade braucht niemand einen Brief."))
        return redirect(_page(dienst, row.pk))
    if len(einladungen) > SOFORT:
        messages.error(request, _("Das sind inzwischen mehr Briefe. Bitte starten Sie den Druck noch einmal."))
        return redirect(_page(dienst, row.pk))
    return _pdf(request, dienst, row, einladungen, _page(dienst, row.pk))


@require_safe
@verwaltung(schreibend=True)
def brief_pdf(request, dienst, kennung):
    """The letter to one institution, with the text written last or the one we propose."""
    einladungen = find_einladungen(dienst.konferenz, Aussendung(anlass=Anlass.EINLADUNG), kennung)
    if not einladungen:
        raise Http404
    gewaehlt = request.GET.get("text", "")
    texte = list(_texte(dienst)[:50])
    row = next((text for text in texte if str(text.pk) == gewaehlt), None)
    row = row or next((text for text in texte if text.anlass == Anlass.EINLADUNG), None)
    if row is None:
        betreff, text = briefe.vorlage(Anlass.EINLADUNG)
        row = Aussendung(konferenz=dienst.konferenz, anlass=Anlass.EINLADUNG, betreff=betreff, text=text)
    _require(dienst, row)
    names = [dienst.veranstalter.slug, dienst.konferenz.slug, kennung]
    return _pdf(request, dienst, row, einladungen, reverse("teilnehmer:einladung_verwaltung", args=names))


@require_POST
@verwaltung()
def versandt(request, dienst, pk):
    """The letters shown on the page were posted."""
    row = _aussendung(dienst, pk)
    kennungen = request.POST.getlist("einladung")
    pks = list(dienst.konferenz.einladungen.filter(zugang__kennung__in=kennungen).values_list("pk", flat=True))
    try:
        zahl = mark_briefe(konferenz=dienst.konferenz, einladungen=pks, by=dienst.by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        satz = ngettext(
            "%(zahl)s Brief ist als versandt eingetragen.", "%(zahl)s Briefe sind als versandt eingetragen.", zahl
        )
        messages.success(request, satz % {"zahl": zahl})
    return redirect(_page(dienst, row.pk))


@csp_exempt()
def _pdf(request, dienst, row: Aussendung, einladungen, zurueck: str):
    """Set now and kept nowhere: personal links stand in it."""
    serienbrief = collect_serienbrief(dienst.konferenz, row, einladungen)
    try:
        inhalt = druck.render_briefe(serienbrief, dienst.veranstalter.wappen)
    except PdfFehler:
        messages.error(request, _("Das PDF ließ sich nicht erstellen. Bitte versuchen Sie es noch einmal."))
        return redirect(zurueck)
    response = HttpResponse(inhalt, content_type=PDF_TYP)
    name = druck.name_of(serienbrief, 0, len(serienbrief.briefe))
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Cache-Control"] = "no-store, private"
    return response
