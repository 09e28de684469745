"""Letters to many, for officers: write, look at one as it will arrive, release."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from konferenz import mail
from konferenz.models import Aussendung
from konferenz.models.aussendung import Anlass
from konferenz.permissions import erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import verwaltung
from teilnehmer import briefe
from teilnehmer.erinnerung import due_time, is_verfallen
from teilnehmer.forms.aussendung import FreigabeForm, wann_worte
from teilnehmer.forms.einladung import AussendungForm, stand_of
from teilnehmer.kreis import AN_PERSONEN, collect_kreis
from teilnehmer.models import Nachricht
from teilnehmer.services import aussendung as service
from teilnehmer.views.einladung import context_of, to_einladungen
from teilnehmer.zustellung import explain

PRO_SEITE = 50
GESCHEITERTE = 100
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _to_aussendung(dienst, aussendung: Aussendung):
    return redirect("teilnehmer:aussendung", dienst.veranstalter.slug, dienst.konferenz.slug, aussendung.pk)


def _aussendung(dienst, pk: int) -> Aussendung:
    rows = dienst.konferenz.aussendungen.select_related("freigegeben_von", "anlage").defer("anlage__inhalt")
    row = get_object_or_404(rows, pk=pk)
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
    context = context_of(dienst, form=form, titel=_titel(anlass), anlass=anlass)
    return render(request, "teilnehmer/aussendung_schreiben.html", context)


@READ_OR_SEND
@verwaltung(schreibend=True)
def bearbeiten(request, dienst, pk):
    row = _aussendung(dienst, pk)
    if row.is_freigegeben:
        return _to_aussendung(dienst, row)
    if row.anlass in AN_PERSONEN:
        return redirect("teilnehmer:rundmail_bearbeiten", dienst.veranstalter.slug, dienst.konferenz.slug, row.pk)
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
    context = context_of(
        dienst,
        form=form,
        titel=_titel(row.anlass),
        anlass=row.anlass,
        aussendung=row,
        unterschiede=unterschiede,
    )
    return render(request, "teilnehmer/aussendung_schreiben.html", context)


@READ_OR_SEND
@verwaltung()
def aussendung(request, dienst, pk):
    """To whom it goes and how it will read for one of them; POST releases it. Afterwards: how far it is."""
    row = _aussendung(dienst, pk)
    if request.method == "POST":
        return _release(request, dienst, row)
    if row.is_geplant:
        return _geplant(request, dienst, row)
    if row.is_freigegeben:
        return _fortschritt(request, dienst, row)
    kreis = collect_kreis(dienst.konferenz, row)
    initial = {"erwartet": len(kreis.mails), "wann": row.tage_vorher}
    context = context_of(
        dienst,
        aussendung=row,
        kreis=kreis,
        muster=_muster(dienst, row, kreis),
        form=FreigabeForm(initial=initial, konferenz=dienst.konferenz, anlass=row.anlass),
        geplant=_other_geplante(dienst, row),
        **_darf(dienst, row),
    )
    return render(request, "teilnehmer/aussendung.html", context | {"mit_mailserver": mail.has_server()})


def _release(request, dienst, row: Aussendung):
    form = FreigabeForm(request.POST, konferenz=dienst.konferenz, anlass=row.anlass)
    if not form.is_valid():
        messages.error(request, _("Bitte wählen Sie einen Zeitpunkt aus der Liste. Es wurde nichts versandt."))
        return _to_aussendung(dienst, row)
    tage = form.cleaned_data["wann"]
    try:
        service.release_aussendung(
            aussendung=row, erwartet=form.cleaned_data["erwartet"], tage_vorher=tage, by=dienst.by
        )
    except NichtErlaubt as error:
        messages.error(request, error.satz)
        return _to_aussendung(dienst, row)
    if tage is not None:
        messages.success(request, _("Freigegeben. Die Erinnerung wartet auf ihren Tag."))
    elif mail.has_server():
        messages.success(request, _("Freigegeben. Die E-Mails gehen jetzt hinaus."))
    else:
        messages.warning(request, _("Freigegeben. Ohne Mailserver liegen die E-Mails im Postausgang."))
    return _to_aussendung(dienst, row)


def _geplant(request, dienst, row: Aussendung):
    context = context_of(
        dienst,
        aussendung=row,
        kreis=collect_kreis(dienst.konferenz, row),
        verfallen=is_verfallen(dienst.konferenz, row),
        wann=wann_worte(row.tage_vorher, due_time(dienst.konferenz, row.tage_vorher)),
        **_darf(dienst, row),
    )
    return render(request, "teilnehmer/aussendung.html", context)


def _fortschritt(request, dienst, row: Aussendung):
    """How far it is, from the transport. A page that asks again by itself gets only the part that changes."""
    nachrichten = _nachrichten(row)
    fortschritt = nachrichten.count_zustaende()
    context = {"aussendung": row, "fortschritt": fortschritt, "mit_mailserver": mail.has_server()}
    if request.htmx:
        antwort = render(request, "teilnehmer/_aussendung_stand.html", context)
    else:
        seiten = Paginator(nachrichten.for_list().order_by("pk"), PRO_SEITE)
        seiten.count = fortschritt["alle"]  # counted already
        gescheitert = nachrichten.returned().for_list()[:GESCHEITERTE] if fortschritt["gescheitert"] else []
        context |= {
            "blatt": seiten.get_page(request.GET.get("seite")),
            "gescheiterte": [{"nachricht": n, "grund": explain(n.fehler)} for n in gescheitert],
        }
        antwort = render(request, "teilnehmer/aussendung.html", context_of(dienst, **context))
    patch_vary_headers(antwort, ["HX-Request"])
    return antwort


@require_POST
@verwaltung()
def zuruecknehmen(request, dienst, pk):
    """A planned reminder is a draft again."""
    row = _aussendung(dienst, pk)
    try:
        service.take_back_aussendung(aussendung=row, by=dienst.by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        messages.success(request, _("Die Freigabe ist zurückgenommen. Die Erinnerung ist wieder ein Entwurf."))
    return _to_aussendung(dienst, row)


def _nachrichten(row: Aussendung):
    # Letters to somebody with a Sperrvermerk are in no list.
    return Nachricht.objects.filter(aussendung=row).exclude(anmeldung__gesperrt=True)


def _darf(dienst, row: Aussendung) -> dict:
    """Whether this letter may be released now, and why not; it depends on its occasion."""
    return {
        "bearbeiten": reverse(
            "teilnehmer:rundmail_bearbeiten" if row.anlass in AN_PERSONEN else "teilnehmer:aussendung_bearbeiten",
            args=[dienst.veranstalter.slug, dienst.konferenz.slug, row.pk],
        ),
        "darf_aussenden": erlaubt(dienst.konferenz, service.HANDLUNGEN[row.anlass], dienst.by),
        "aussenden_satz": service.aussenden_satz(dienst.konferenz, row.anlass),
    }


def _other_geplante(dienst, row: Aussendung) -> list[str]:
    """When other reminders will leave by themselves, for somebody about to release one more."""
    if row.anlass != Anlass.ERINNERUNG:
        return []
    others = dienst.konferenz.aussendungen.filter(
        freigegeben_am__isnull=False, ausgefuehrt_am__isnull=True, tage_vorher__isnull=False
    ).exclude(pk=row.pk)
    waiting = [other for other in others if not is_verfallen(dienst.konferenz, other)]
    return [wann_worte(other.tage_vorher, due_time(dienst.konferenz, other.tage_vorher)) for other in waiting]


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


def _titel(anlass: str) -> str:
    return _("Einladung schreiben") if anlass == Anlass.EINLADUNG else _("Erinnerung schreiben")


def _muster(dienst, row: Aussendung, kreis) -> dict | None:
    """The letter as the first recipient will read it; for an officer without the link."""
    if not kreis.zeigbar:
        return None
    empfaenger = kreis.zeigbar[0]
    werte = briefe.values_for(dienst.konferenz, empfaenger)
    text = briefe.render(row.text, werte)
    return {
        "an": ", ".join(part for part in (empfaenger.name, empfaenger.adresse) if part),
        "betreff": briefe.render(row.betreff, werte),
        "text": mail.insert_links(text) if settings.BEISPIEL else briefe.mask(text, empfaenger.einladung),
    }
