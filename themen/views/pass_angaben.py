"""What a person decides about themselves behind the pass: consents, needs; and the pass on paper."""

import logging

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konferenz.pdf import PDF_TYP, PdfFehler
from konferenz.pdf import render as render_pdf
from konferenz.speichern import save_form
from konferenz.zugriff import personal_link
from teilnehmer.forms.bedarf import MeinBedarfForm, bedarf_initial
from teilnehmer.services.bedarf import change_bedarfe
from teilnehmer.services.einwilligung import change_einwilligungen
from themen.forms.pass_angaben import EinwilligungForm
from themen.pass_druck import make_druck
from themen.pass_navigation import load_pass, pass_context

logger = logging.getLogger(__name__)
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@personal_link("pass")
def einwilligungen(request, zugang):
    """The only form that changes a consent; every change leaves its row."""
    person = load_pass(zugang)
    gueltig = person.anmeldung.einwilligungen.filter(widerrufen_am__isnull=True).values_list("zweck", flat=True)
    form = EinwilligungForm(initial=dict.fromkeys(gueltig, True) | {"email": person.anmeldung.email})

    def save():
        change_einwilligungen(person.anmeldung, zwecke=form.zwecke, email=form.cleaned_data["email"], by=person.by)

    if request.method == "POST":
        form = EinwilligungForm(request.POST)
        if form.is_valid() and save_form(form, save):
            messages.success(request, _("Ihre Einwilligungen sind gespeichert."))
            return redirect("themen:pass_daten", zugang.token)
    return render(request, "themen/pass_einwilligungen.html", pass_context(person, "daten") | {"form": form})


@form_methods
@personal_link("pass")
def bedarf(request, zugang):
    """Own needs; an empty form takes them back."""
    person = load_pass(zugang)
    form = MeinBedarfForm(initial=bedarf_initial(person.anmeldung))
    if request.method == "POST":
        form = MeinBedarfForm(request.POST)
        if form.is_valid() and save_form(
            form, lambda: change_bedarfe(person.anmeldung, bedarfe=form.bedarfe, by=person.by)
        ):
            satz = _("Ihr Bedarf ist gespeichert.") if form.bedarfe else _("Wir speichern keinen Bedarf von Ihnen.")
            messages.success(request, satz)
            return redirect("themen:pass_daten", zugang.token)
    return render(request, "themen/pass_bedarf.html", pass_context(person, "daten") | {"form": form})


@require_safe
@personal_link("pass")
def pass_pdf(request, zugang):
    """Set anew each time and kept nowhere: the code on it opens everything."""
    person = load_pass(zugang)
    if not person.is_angemeldet or person.konferenz.is_abgesagt:
        raise Http404
    try:
        pdf = render_pdf(make_druck(person))
    except PdfFehler as fehler:
        logger.error("print of a pass failed: %s", fehler.__cause__ or fehler)
        return render(request, "themen/protokoll/pdf_fehler.html", {"satz": str(fehler)}, status=503)
    return _file(pdf)


@csp_exempt()
def _file(pdf: bytes) -> HttpResponse:
    """A browser's PDF viewer is a plugin to the CSP, which would keep the page empty."""
    response = HttpResponse(pdf, content_type=PDF_TYP)
    response["Content-Disposition"] = content_disposition_header(False, "Pass.pdf")
    return response
