"""The text of the results page: write it, see exactly what becomes public, publish, take down, hand it to the press."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.forms.gemeinsam import add_service_errors, show_conflict
from konferenz.permissions import PUBLIZIERT, Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.phase import Phase, may_advance, missing_for
from konferenz.zugriff import Dienst, verwaltung
from themen.bericht import collect_berichtsdaten, generate, plain_text
from themen.ergebnisse import collect_ergebnisse
from themen.forms.bericht import BerichtForm, VeroeffentlichenForm, ZuruecknehmenForm
from themen.hinweise import collect_fundstellen
from themen.models import Bericht
from themen.protokoll.bloecke import parse
from themen.protokoll.unterschied import compare_lines
from themen.services import bericht as service
from themen.services import veroeffentlichung
from themen.views.ergebnisse import page_context
from themen.views.pdf_antwort import attachment

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_OR_SEND
@verwaltung()
def bericht(request, dienst: Dienst):
    """Write the text; ?vorlage=daten shows what the data say instead of what is saved, and saves nothing."""
    row = _find(dienst)
    jetzt = generate(collect_berichtsdaten(dienst.konferenz))
    is_neu_gefuellt = bool(row.pk) and request.GET.get("vorlage") == "daten"
    text = jetzt if is_neu_gefuellt or not row.pk else row.text
    form = BerichtForm(request.POST or None, initial={"fassung": row.fassung, "text": text})
    unterschiede = []
    if request.method == "POST" and form.is_valid():
        try:
            service.change_bericht(konferenz=dienst.konferenz, by=dienst.by, **form.cleaned_data)
        except Veraltet as error:
            unterschiede = show_conflict(form, error.aktuell)
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        except ValidationError as error:
            add_service_errors(form, error, otherwise="text")
        else:
            messages.success(request, _("Der Text ist gespeichert."))
            return redirect("themen:bericht", dienst.veranstalter.slug, dienst.konferenz.slug)
    is_veraltet = bool(row.pk) and row.daten_stand != jetzt
    vorher, nachher = compare_lines(row.daten_stand, jetzt) if is_veraltet else ([], [])
    context = dienst.context(
        "protokoll",
        form=form,
        bericht=row,
        bloecke=parse(row.text if row.pk else jetzt),
        is_veraltet=is_veraltet,
        is_neu_gefuellt=is_neu_gefuellt,
        vorher=vorher,
        nachher=nachher,
        unterschiede=unterschiede,
        darf_schreiben=erlaubt(dienst.konferenz, Handlung.BERICHT_SCHREIBEN, dienst.by),
        is_oeffentlich=dienst.konferenz.phase in PUBLIZIERT,
    )
    return render(request, "themen/bericht.html", context, status=409 if unterschiede else 200)


@require_safe
@verwaltung()
def text(request, dienst: Dienst):
    """To copy: plain text, and HTML for the municipality's own website."""
    context = dienst.context("protokoll", klartext=_plain(request, dienst), fragment=_fragment(dienst))
    return render(request, "themen/bericht_text.html", context | {"is_gespeichert": bool(_find(dienst).pk)})


@require_safe
@verwaltung()
def text_datei(request, dienst: Dienst):
    return attachment(_plain(request, dienst), "text/plain; charset=utf-8", f"{dienst.konferenz.slug}.txt")


@require_safe
@verwaltung()
def html_datei(request, dienst: Dienst):
    return attachment(_fragment(dienst), "text/html; charset=utf-8", f"{dienst.konferenz.slug}.html")


@READ_OR_SEND
@verwaltung()
def veroeffentlichen(request, dienst: Dienst):
    """Everything that becomes public on one page, what to look at first, and the button."""
    konferenz = dienst.konferenz
    form = VeroeffentlichenForm(request.POST or None)
    fehler = ""
    if request.method == "POST" and form.is_valid():
        try:
            veroeffentlichung.publish(konferenz=konferenz, by=dienst.by, **form.cleaned_data)
        except Veraltet:
            fehler = _(
                "Inzwischen hat sich etwas geändert. Noch ist nichts veröffentlicht. "
                "Bitte sehen Sie die Seite noch einmal an."
            )
        except NichtErlaubt as error:
            fehler = error.satz
        except ValidationError as error:
            fehler = " ".join(error.messages)
        else:
            messages.success(request, _("Die Ergebnisse sind veröffentlicht."))
            return redirect("themen:veroeffentlichen", dienst.veranstalter.slug, konferenz.slug)
    found = collect_ergebnisse(konferenz)
    is_dran = konferenz.phase == Phase.NACHBEREITUNG
    context = page_context(konferenz, found) | dienst.context(
        "protokoll",
        fehler=fehler,
        gelesen=found.fingerprint,
        fundstellen=collect_fundstellen(konferenz, found),
        is_dran=is_dran,
        fehlt=missing_for(konferenz, Phase.VEROEFFENTLICHT) if is_dran else [],
        darf_veroeffentlichen=is_dran and may_advance(konferenz, dienst.by),
        darf_zuruecknehmen=erlaubt(konferenz, Handlung.OEFFENTLICH_ZURUECKNEHMEN, dienst.by),
        zurueck_form=ZuruecknehmenForm(),
        adresse=request.build_absolute_uri(
            reverse("themen:ergebnisse", args=[dienst.veranstalter.slug, konferenz.slug])
        ),
    )
    return render(request, "themen/veroeffentlichen.html", context, status=409 if fehler else 200)


@require_POST
@verwaltung()
def zuruecknehmen(request, dienst: Dienst):
    form = ZuruecknehmenForm(request.POST)
    # a reason that cannot be kept must not hold up what is urgent
    grund = form.cleaned_data["grund"] if form.is_valid() else ""
    try:
        veroeffentlichung.take_down(konferenz=dienst.konferenz, grund=grund, by=dienst.by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        messages.success(request, _("Die Ergebnisse sind nicht mehr öffentlich. Hier ist nichts verloren."))
    return redirect("themen:veroeffentlichen", dienst.veranstalter.slug, dienst.konferenz.slug)


def _find(dienst: Dienst) -> Bericht:
    """What was written, or a new one at version 0."""
    return Bericht.objects.filter(konferenz=dienst.konferenz).first() or Bericht(konferenz=dienst.konferenz, fassung=0)


def _written(dienst: Dienst) -> str:
    row = _find(dienst)
    return row.text if row.pk else generate(collect_berichtsdaten(dienst.konferenz))


def _plain(request, dienst: Dienst) -> str:
    adresse = ""
    if dienst.konferenz.phase in PUBLIZIERT:
        adresse = request.build_absolute_uri(
            reverse("themen:ergebnisse", args=[dienst.veranstalter.slug, dienst.konferenz.slug])
        )
    return plain_text(dienst.konferenz, _written(dienst), adresse)


def _fragment(dienst: Dienst) -> str:
    """Only h2, p and lists, without classes, so that it takes on the look of the page it is put into."""
    context = {"titel": dienst.konferenz.titel, "bloecke": parse(_written(dienst))}
    return render_to_string("themen/bericht_fragment.html", context)
