"""One letter before it leaves, for officers: checked while written, as mail and on paper, as a test to oneself."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from konferenz import mail
from konferenz.models import Aussendung
from konferenz.models.aussendung import Anlass
from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import verwaltung
from teilnehmer import briefe
from teilnehmer.forms.einladung import AussendungForm
from teilnehmer.kreis import Empfaenger, collect_kreis
from teilnehmer.models import Einladung
from teilnehmer.serienbrief.sammeln import AUF_PAPIER, build_brief, empfaenger_of
from teilnehmer.services.aussendung import ANLAESSE
from teilnehmer.services.testmail import send_testmail
from teilnehmer.views.einladung import context_of


def aussendung_of(dienst, pk: int) -> Aussendung:
    row = get_object_or_404(dienst.konferenz.aussendungen, pk=pk)
    row.konferenz = dienst.konferenz
    return row


def to_aussendung(dienst, row: Aussendung):
    return redirect("teilnehmer:aussendung", dienst.veranstalter.slug, dienst.konferenz.slug, row.pk)


@require_POST
@verwaltung()
def pruefen(request, dienst, pk=None):
    """The page one writes on again, with what is wrong and how it will read; nothing is saved."""
    row = aussendung_of(dienst, pk) if pk else None
    if row is not None and row.is_freigegeben:
        return to_aussendung(dienst, row)
    anlass = row.anlass if row else request.GET.get("anlass", Anlass.EINLADUNG)
    if anlass not in ANLAESSE:
        raise Http404
    form = AussendungForm(request.POST)
    entwurf = None
    if form.is_valid():
        entwurf = Aussendung(
            konferenz=dienst.konferenz,
            anlass=anlass,
            betreff=form.cleaned_data["betreff"],
            text=form.cleaned_data["text"],
        )
    if row is not None:
        adresse = reverse(
            "teilnehmer:aussendung_bearbeiten", args=[dienst.veranstalter.slug, dienst.konferenz.slug, row.pk]
        )
    else:
        adresse = reverse("teilnehmer:aussendung_neu", args=[dienst.veranstalter.slug, dienst.konferenz.slug])
        adresse += f"?anlass={anlass}"
    context = context_of(
        dienst,
        form=form,
        titel=_("Einladung schreiben") if anlass == Anlass.EINLADUNG else _("Erinnerung schreiben"),
        anlass=anlass,
        aussendung=row,
        aktion=adresse,
        geprueft=form.is_valid(),
        vorschau=preview(dienst, entwurf, find_example(dienst, entwurf)) if entwurf else None,
    )
    return render(request, "teilnehmer/aussendung_schreiben.html", context)


@require_safe
@verwaltung()
def vorschau(request, dienst, pk):
    """The letter for any recipient of the circle, as mail and on paper."""
    row = aussendung_of(dienst, pk)
    if row.is_freigegeben:
        return to_aussendung(dienst, row)
    alle = collect_empfaenger(dienst, row)
    nr = min(_number(request.GET.get("nr")), len(alle))
    empfaenger = alle[nr - 1] if alle else None
    context = context_of(
        dienst,
        aussendung=row,
        empfaenger=[f"{e.einrichtung or _('ohne Einrichtung')}: {e.name or _('per Brief')}" for e in alle],
        nr=nr,
        zurueck_nr=nr - 1 if nr > 1 else 0,
        weiter_nr=nr + 1 if nr < len(alle) else 0,
        vorschau=preview(dienst, row, empfaenger) if empfaenger else None,
        mit_mailserver=mail.has_server(),
        eigene_adresse=request.user.email,
    )
    return render(request, "teilnehmer/aussendung_vorschau.html", context)


@require_POST
@verwaltung()
def testmail(request, dienst, pk):
    """The letter as one recipient would get it, to the officer's own address."""
    row = aussendung_of(dienst, pk)
    alle = collect_empfaenger(dienst, row)
    nr = _number(request.POST.get("nr"))
    if not row.is_freigegeben and not alle:
        messages.error(request, _("Gerade gibt es niemanden, für den der Text ausgefüllt werden kann."))
        return to_aussendung(dienst, row)
    empfaenger = alle[min(nr, len(alle)) - 1] if alle else None
    try:
        an = send_testmail(aussendung=row, empfaenger=empfaenger, by=dienst.by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        messages.success(request, _("Die Testmail geht an %(an)s. Sonst bekommt sie niemand.") % {"an": an})
    if row.is_freigegeben:
        return to_aussendung(dienst, row)
    adresse = reverse("teilnehmer:aussendung_vorschau", args=[dienst.veranstalter.slug, dienst.konferenz.slug, row.pk])
    return redirect(f"{adresse}?nr={nr}")


def collect_empfaenger(dienst, row: Aussendung) -> list[Empfaenger]:
    """Everybody of the circle who may be shown, those with a mail before those who get paper."""
    kreis = collect_kreis(dienst.konferenz, row)
    return kreis.zeigbar + [empfaenger_of(einladung) for einladung in kreis.briefe]


def find_example(dienst, row: Aussendung) -> Empfaenger | None:
    """The first of the circle; while nobody waits for this letter, any invitation."""
    alle = collect_empfaenger(dienst, row)
    if alle:
        return alle[0]
    einladung = (
        Einladung.objects.filter(konferenz=dienst.konferenz, zugang__widerrufen_am__isnull=True)
        .select_related("einrichtung", "zugang")
        .first()
    )
    return empfaenger_of(einladung) if einladung else None


def preview(dienst, row: Aussendung, empfaenger: Empfaenger | None) -> dict | None:
    """How it reads. Links stay the recipient's own, except in the example installation."""
    if empfaenger is None:
        return None
    werte = briefe.values_for(dienst.konferenz, empfaenger)
    text = briefe.render(row.text, werte)
    einladung = empfaenger.einladung
    is_brief = einladung is not None and row.anlass in AUF_PAPIER
    brief = build_brief(dienst.konferenz, row, empfaenger) if is_brief else None
    return {
        "an": ", ".join(part for part in (empfaenger.einrichtung, empfaenger.name, empfaenger.adresse) if part),
        "hat_mail": bool(empfaenger.adresse),
        "betreff": briefe.render(row.betreff, werte),
        "text": mail.insert_links(text) if settings.BEISPIEL else briefe.mask(text, einladung),
        "brief": brief,
        "kennung": einladung.zugang.kennung if is_brief else "",
        # The code opens the invitation: as everywhere, only those who may write see it.
        "code": brief.code if brief and dienst.darf_schreiben else _("(Code)"),
    }


def _number(text: str | None) -> int:
    """A number of the list from outside, from 1 on."""
    return max(int(text), 1) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1
