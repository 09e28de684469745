"""Letters to many, for officers: write, look at one as it will arrive, release."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from konferenz import mail
from konferenz.models import Aussendung
from konferenz.models.aussendung import Anlass
from konferenz.services.fehler import NichtErlaubt
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import verwaltung
from teilnehmer import briefe
from teilnehmer.forms.einladung import AussendungForm, stand_of
from teilnehmer.kreis import collect_kreis
from teilnehmer.services import aussendung as service
from teilnehmer.views.einladung import context_of, to_einladungen

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _to_aussendung(dienst, aussendung: Aussendung):
    return redirect("teilnehmer:aussendung", dienst.veranstalter.slug, dienst.konferenz.slug, aussendung.pk)


def _aussendung(dienst, pk: int) -> Aussendung:
    row = get_object_or_404(dienst.konferenz.aussendungen.select_related("freigegeben_von"), pk=pk)
    row.konferenz = dienst.konferenz
    return row


@READ_OR_SEND
@verwaltung(schreibend=True)
def neu(request, dienst):
    """Write a letter, starting from a text that can be sent as it is."""
    anlass = request.GET.get("anlass", Anlass.EINLADUNG)
    if anlass not in service.ANLAESSE:
        raise Http404
    betreff, text = briefe.vorlage(anlass)
    form = AussendungForm(request.POST or None, initial={"betreff": betreff, "text": text})
    if request.method == "POST" and form.is_valid():
        try:
            row = service.create_aussendung(
                konferenz=dienst.konferenz,
                anlass=anlass,
                betreff=form.cleaned_data["betreff"],
                text=form.cleaned_data["text"],
                by=dienst.by,
            )
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        else:
            return _to_aussendung(dienst, row)
    context = context_of(dienst, form=form, titel=_titel(anlass))
    return render(request, "teilnehmer/aussendung_schreiben.html", context)


@READ_OR_SEND
@verwaltung(schreibend=True)
def bearbeiten(request, dienst, pk):
    row = _aussendung(dienst, pk)
    if row.is_freigegeben:
        return _to_aussendung(dienst, row)
    stand, gespeichert = stand_of(row), (row.betreff, row.text)  # the form writes into its instance
    form = AussendungForm(request.POST or None, instance=row)
    unterschiede = []
    if request.method == "POST" and form.is_valid():
        eigen = (form.cleaned_data["betreff"], form.cleaned_data["text"])
        if form.cleaned_data["gelesen"] not in ("", stand) and eigen != gespeichert:
            namen = (form.fields["betreff"].label, form.fields["text"].label)
            unterschiede = [
                {"feld": feld, "gespeichert": alt, "eigen": mein}
                for feld, alt, mein in zip(namen, gespeichert, eigen, strict=True)
                if alt != mein
            ]
            form.data = form.data.copy()
            form.data["gelesen"] = stand
        else:
            try:
                service.update_aussendung(aussendung=row, betreff=eigen[0], text=eigen[1], by=dienst.by)
            except NichtErlaubt as error:
                form.add_error(None, error.satz)
            else:
                return _to_aussendung(dienst, row)
    context = context_of(dienst, form=form, titel=_titel(row.anlass), aussendung=row, unterschiede=unterschiede)
    return render(request, "teilnehmer/aussendung_schreiben.html", context)


@READ_OR_SEND
@verwaltung()
def aussendung(request, dienst, pk):
    """To whom it goes and how it will read for one of them; POST releases it."""
    row = _aussendung(dienst, pk)
    if request.method == "POST":
        try:
            service.release_aussendung(aussendung=row, erwartet=_zahl(request.POST.get("erwartet", "")), by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
            return _to_aussendung(dienst, row)
        if mail.has_server():
            messages.success(request, _("Freigegeben. Die E-Mails gehen jetzt hinaus."))
        else:
            messages.warning(request, _("Freigegeben. Ohne Mailserver liegen die E-Mails im Postausgang."))
        return _to_aussendung(dienst, row)
    if row.is_freigegeben:
        kreis, muster = None, None
        nachrichten = list(row.nachrichten.select_related("einladung__einrichtung", "post").order_by("pk")[:500])
    else:
        kreis, nachrichten = collect_kreis(dienst.konferenz, row), []
        muster = _muster(dienst, row, kreis)
    context = context_of(dienst, aussendung=row, kreis=kreis, muster=muster, nachrichten=nachrichten)
    return render(request, "teilnehmer/aussendung.html", context | {"mit_mailserver": mail.has_server()})


@READ_OR_SEND
@verwaltung(schreibend=True)
def loeschen(request, dienst, pk):
    row = _aussendung(dienst, pk)
    if request.method == "POST":
        try:
            service.delete_aussendung(aussendung=row, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
            return _to_aussendung(dienst, row)
        messages.success(request, _("Der Entwurf ist gelöscht."))
        return to_einladungen(dienst)
    return confirm(
        request,
        context_of(dienst),
        titel=_("Entwurf löschen"),
        frage=_("Möchten Sie „%(betreff)s“ löschen?") % {"betreff": row.betreff},
        knopf=_("Entwurf löschen"),
        zurueck=_to_aussendung(dienst, row).url,
    )


def _zahl(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _titel(anlass: str) -> str:
    return _("Einladung schreiben") if anlass == Anlass.EINLADUNG else _("Erinnerung schreiben")


def _muster(dienst, row: Aussendung, kreis) -> dict | None:
    """The letter as the first recipient will read it; for an officer without the link."""
    if not kreis.mails:
        return None
    empfaenger = kreis.mails[0]
    werte = briefe.values_for(dienst.konferenz, empfaenger)
    text = briefe.render(row.text, werte)
    return {
        "an": f"{empfaenger.name}, {empfaenger.adresse}",
        "betreff": briefe.render(row.betreff, werte),
        "text": mail.insert_links(text) if settings.BEISPIEL else briefe.mask(text, empfaenger.einladung),
    }
