"""A letter to the registered, the present, one group or one kind of institution: choose the circle and write."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from konferenz.models import Aussendung
from konferenz.models.aussendung import Anlass
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import verwaltung
from teilnehmer import vorlagen
from teilnehmer.forms.einladung import stand_of
from teilnehmer.forms.rundmail import RundmailForm, label_of, value_of
from teilnehmer.kreis import AN_PERSONEN
from teilnehmer.services import aussendung as service
from teilnehmer.views.einladung import context_of

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _to_aussendung(dienst, aussendung: Aussendung):
    return redirect("teilnehmer:aussendung", dienst.veranstalter.slug, dienst.konferenz.slug, aussendung.pk)


def _context(dienst, form: RundmailForm, **more) -> dict:
    return (
        context_of(
            dienst,
            form=form,
            darf_schreiben=erlaubt(dienst.konferenz, Handlung.BENACHRICHTIGEN, dienst.by),
            satz=service.aussenden_satz(dienst.konferenz, Anlass.RUNDMAIL),
        )
        | more
    )


@READ_OR_SEND
@verwaltung(schreibend=True)
def neu(request, dienst):
    betreff, text = vorlagen.rundmail()
    initial = {"an": request.GET.get("an", ""), "betreff": betreff, "text": text}
    form = RundmailForm(request.POST or None, konferenz=dienst.konferenz, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = service.create_aussendung(
                konferenz=dienst.konferenz, anlass=Anlass.RUNDMAIL, by=dienst.by, **form.daten()
            )
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        else:
            return _to_aussendung(dienst, row)
    return render(request, "teilnehmer/rundmail.html", _context(dienst, form))


@READ_OR_SEND
@verwaltung(schreibend=True)
def bearbeiten(request, dienst, pk):
    """Another text for a draft, also of the letter about a cancellation, and for a Rundmail another circle.

    What somebody else saved meanwhile is shown beside one's own.
    """
    row = get_object_or_404(dienst.konferenz.aussendungen, anlass__in=AN_PERSONEN, pk=pk)
    if row.is_freigegeben:
        return _to_aussendung(dienst, row)
    form = RundmailForm(request.POST or None, konferenz=dienst.konferenz, aussendung=row)
    unterschiede = []
    if request.method == "POST" and form.is_valid():
        unterschiede = _differences(form, row)
        if unterschiede:
            form.data = form.data.copy()
            form.data["gelesen"] = stand_of(row)
        else:
            try:
                service.update_aussendung(aussendung=row, by=dienst.by, **form.daten())
            except NichtErlaubt as error:
                form.add_error(None, error.satz)
            else:
                return _to_aussendung(dienst, row)
    return render(
        request, "teilnehmer/rundmail.html", _context(dienst, form, aussendung=row, unterschiede=unterschiede)
    )


def _differences(form: RundmailForm, row: Aussendung) -> list[dict]:
    """What others saved since this page was opened, beside what was typed; nothing when nobody did."""
    eigen = form.cleaned_data
    if eigen["gelesen"] in ("", stand_of(row)):
        return []
    found = [
        {"feld": _("Betreff"), "gespeichert": row.betreff, "eigen": eigen["betreff"]},
        {"feld": _("Text"), "gespeichert": row.text, "eigen": eigen["text"]},
    ]
    if "an" in eigen:
        an = value_of(row.kreis, row.kreis_wert)
        found.insert(0, {"feld": _("An wen"), "gespeichert": label_of(form, an), "eigen": label_of(form, eigen["an"])})
    return [eines for eines in found if eines["gespeichert"] != eines["eigen"]]
