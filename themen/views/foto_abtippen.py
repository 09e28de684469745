"""A filled-in form of paper beside the board: cards, measures and what stays open are typed off its photo."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from konferenz.forms.gemeinsam import show_conflict
from konferenz.speichern import initial_of, save_form
from teilnehmer.models import Einrichtung
from themen.brett import Brett
from themen.forms.befund import NeueKarteForm
from themen.forms.kleingruppe import OffenForm
from themen.forms.massnahme import NeueMassnahmeForm
from themen.models import Befund, Kleingruppe
from themen.services.befund import write_befund
from themen.services.kleingruppe import set_offen
from themen.services.massnahme import write_massnahme
from themen.views.befund import collect_seite, find_gruppe
from themen.views.befund_zutritt import Zutritt
from themen.views.foto import find_foto, fotos_url
from themen.views.massnahme import form_choices

MASSNAHME, OFFEN = "massnahme", "offen"


@dataclass(frozen=True)
class Abtippart:
    """One kind of line on the paper; `feld` is where the typing begins."""

    schluessel: str
    titel: str
    feld: str = "text"


@require_http_methods(["GET", "HEAD", "POST"])
def abtippen(request, zutritt: Zutritt, nr: int, kennung: str):
    """The photo, what was typed so far, and one open form: `?neu=soll` says for what."""
    gruppe = find_gruppe(zutritt, nr)
    foto = find_foto(zutritt, kennung)
    if foto.kleingruppe_id != gruppe.pk:
        raise Http404
    seite = collect_seite(zutritt, gruppe)
    arten = _arten(seite["brett"])
    art = next((art for art in arten if art.schluessel == request.GET.get("neu", Befund.Art.IST)), None)
    if art is None:
        raise Http404
    form, aktuell = None, None
    if seite["schreibbar"] or request.method == "POST":
        form = _build(art.schluessel, request.POST or None, zutritt, gruppe, seite["brett"])
        form.fields[art.feld].widget.attrs["autofocus"] = True  # one after the other, the hands stay on the keyboard
        saetze: list[str] = []
        if form.is_valid() and save_form(form, lambda: saetze.append(_write(art.schluessel, zutritt, gruppe, form))):
            messages.success(request, saetze[0])
            return redirect(f"{request.path}?neu={art.schluessel}#id_{art.feld}")
        aktuell = getattr(form, "aktuell", None)
    context = seite | {
        "foto": foto,
        "form": form,
        "unterschiede": show_conflict(form, aktuell) if aktuell else [],
        "arten": arten,
        "neu": art,
        "fotos_url": fotos_url(zutritt),
    }
    status = 409 if aktuell else 422 if form is not None and form.errors else 200
    if form is not None and not seite["schreibbar"]:
        status = 403
    return render(request, "themen/foto_abtippen.html", context, status=status)


def _arten(brett: Brett) -> list[Abtippart]:
    return [
        *(Abtippart(spalte.art.value, spalte.titel) for spalte in brett.spalten),
        Abtippart(MASSNAHME, _("Maßnahme"), "was"),
        Abtippart(OFFEN, _("Was bleibt offen?"), "offen"),
    ]


def _build(art: str, data, zutritt: Zutritt, gruppe: Kleingruppe, brett: Brett) -> Form:
    if art == MASSNAHME:
        return NeueMassnahmeForm(data, **form_choices(zutritt, gruppe))
    if art == OFFEN:
        return OffenForm(data, initial=initial_of(gruppe, OffenForm))
    return NeueKarteForm(
        data, brett=brett, art=art, einrichtungen=None if zutritt.is_teilnahme else _einrichtungen(zutritt)
    )


def _write(art: str, zutritt: Zutritt, gruppe: Kleingruppe, form: Form) -> str:
    """Save it; returns the sentence that says so."""
    angaben, by = form.cleaned_data, zutritt.by
    if art == OFFEN:
        set_offen(gruppe=gruppe, by=by, **angaben)
        return _("Was offen bleibt, ist gespeichert.")
    if art == MASSNAHME:
        was = write_massnahme(gruppe, befunde=form.ziele, by=by, vorgang=angaben["vorgang"], **form.angaben)
    else:
        anmeldung = zutritt.anmeldung
        was = write_befund(
            gruppe,
            art=art,
            text=angaben["text"],
            bezug=form.bezug_chosen,
            einrichtung=anmeldung.einrichtung if anmeldung else angaben["einrichtung"],
            erfasst_von=anmeldung,
            by=by,
            vorgang=angaben["vorgang"],
        )
    return _("%(was)s ist gespeichert.") % {"was": was}


def _einrichtungen(zutritt: Zutritt):
    return Einrichtung.objects.filter(
        pk__in=zutritt.konferenz.anmeldungen.exclude(einrichtung=None).values("einrichtung")
    )
