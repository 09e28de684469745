"""The minutes behind personal links: read by whoever was invited or registered, remarked upon by who was there."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konferenz.models import Konferenz
from konferenz.permissions import Handlung, erlaubt
from konferenz.speichern import save_form
from konferenz.zugriff import personal_link
from teilnehmer.views.einladung_seite import load_einladung, page_context
from themen.forms.protokollanmerkung import AnmerkungForm
from themen.models import Protokollanmerkung
from themen.pass_navigation import Pass, load_pass, pass_context
from themen.protokoll.daten import Protokoll, Variante
from themen.protokoll.druck import inhalt
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.stand import AUSLIEGEND, current_fassung, is_frist_offen, load_freigegeben, load_stand, reading
from themen.protokollanmerkungen import KOPF, collect_eigene_anmerkungen, collect_titel
from themen.services import protokollanmerkung as service
from themen.views.protokollfassung import stored_pdf

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Anmerkungen:
    """What this person wrote at one section, and the form for one more while that is possible."""

    schluessel: str
    titel: str
    form: AnmerkungForm | None
    eigene: list[Protokollanmerkung]


@form_methods
@personal_link("pass")
def pass_protokoll(request, zugang):
    """The draft with a form at each section while it lies open; before and afterwards what was released."""
    person = load_pass(zugang)
    konferenz = person.konferenz
    protokoll = _load(konferenz, entwurf=person.anmeldung.anwesend_am is not None)
    stand = load_stand(konferenz)
    titel = collect_titel(protokoll)
    is_offen = (
        not protokoll.is_freigegeben
        and is_frist_offen(stand)
        and erlaubt(konferenz, Handlung.PROTOKOLL_ANMERKEN, person.by)
    )
    form = AnmerkungForm(request.POST, titel=titel) if request.method == "POST" else None
    if form is not None:
        # Only a known key may stand in the ids of the page.
        form.auto_id = f"{form.schluessel or 'verloren'}-%s"
        if form.is_valid() and save_form(form, lambda: _add(person, form)):
            messages.success(request, _("Ihre Anmerkung ist angekommen."))
            return redirect(f"{request.path}#{form.cleaned_data['abschnitt']}")
    eigene = collect_eigene_anmerkungen(person.anmeldung)

    def spot(key: str) -> Anmerkungen:
        hier = form if form is not None and form.schluessel == key else None
        if hier is None and is_offen:
            hier = AnmerkungForm(titel=titel, auto_id=f"{key}-%s", initial={"abschnitt": key})
        return Anmerkungen(key, titel[key], hier, eigene.get(key, []))

    context = _page(protokoll, spot) | {
        "stand": stand,
        "is_offen": is_offen,
        "verlorene_form": form if form is not None and not form.schluessel else None,
        "pdf_url": _pdf_url(protokoll, zugang.pfad),
        "foto_pfad": f"{zugang.pfad}fotos/",
    }
    template = "themen/protokollanmerkung/pass.html"
    return render(request, template, pass_context(person, "tag") | context, status=200 if form is None else 422)


@require_safe
@personal_link("einladung")
def einladung_protokoll(request, zugang):
    """For the contacts of an institution: to read. The draft only where somebody of theirs was present."""
    einladung, by = load_einladung(zugang)
    protokoll = _load(zugang.konferenz, entwurf=einladung.anmeldungen.anwesend().exists())
    context = inhalt(protokoll, localdate()) | {
        "stand": load_stand(zugang.konferenz),
        "pdf_url": _pdf_url(protokoll, zugang.pfad),
        "heim": zugang.pfad,
        "foto_pfad": f"{zugang.pfad}protokoll/fotos/",
    }
    return render(request, "themen/protokollanmerkung/einladung.html", page_context(einladung, by) | context)


@require_safe
@personal_link("pass")
def pass_pdf(request, zugang):
    return _released_pdf(request, zugang)


@require_safe
@personal_link("einladung")
def einladung_pdf(request, zugang):
    return _released_pdf(request, zugang)


def _released_pdf(request, zugang):
    """The network's variant of the released version."""
    row = current_fassung(zugang.konferenz) if reading(zugang.konferenz, entwurf=False) else None
    if row is None:
        raise Http404
    return stored_pdf(request, row, Variante.NETZWERK, seite=f"{zugang.pfad}protokoll/")


def _load(konferenz: Konferenz, *, entwurf: bool) -> Protokoll:
    """What may be read now, 404 while there is nothing. `entwurf`: for those who were there."""
    liest = reading(konferenz, entwurf=entwurf)
    if not liest:
        raise Http404
    if liest in AUSLIEGEND:
        return collect_protokoll(konferenz, Variante.NETZWERK)
    return load_freigegeben(konferenz, Variante.NETZWERK)


def _pdf_url(protokoll: Protokoll, pfad: str) -> str:
    return f"{pfad}protokoll.pdf" if protokoll.is_freigegeben else ""


def _add(person: Pass, form: AnmerkungForm) -> None:
    service.add_anmerkung(anmeldung=person.anmeldung, by=person.by, **form.cleaned_data)


def _page(protokoll: Protokoll, spot: Callable[[str], Anmerkungen]) -> dict:
    """The content of the minutes, and what stands behind the head, each section and each group (`hier`)."""
    context = inhalt(protokoll, localdate()) | {"kopf": spot(KOPF)}
    for teil in context["teile"]:
        teil["hier"] = spot(teil["a"].anker)
        for gruppe in teil["gruppen"]:
            gruppe["hier"] = spot(gruppe["g"]["gruppe"].anker)
    return context
