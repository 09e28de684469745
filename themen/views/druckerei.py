"""The print shop: one page with everything that can be printed, and each print under its own address.

Prints with the names of all who registered exist for the administration alone: it answers for the list, and the
moderation's link is easily passed on. The moderation prints what carries no names, the internal minutes, and the
tables of the short talks, which hang on the wall for those who are here.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from konferenz.akteur import OEFFENTLICH
from konferenz.permissions import Handlung, erlaubt
from themen.druckerei import ausgabe, gespraeche, regieplan, sammeln
from themen.forms import druckerei as forms
from themen.models import Protokollstand
from themen.protokoll.stand import load_stand
from themen.views.pdf_antwort import pdf_response
from themen.views.stelle import Stelle

FORMS = {
    "schilder": forms.SchilderForm,
    "liste": forms.ListeForm,
    "tueren": forms.TuerschilderForm,
    "karten": forms.TischkartenForm,
    "mitstreiter": forms.MitstreiterForm,
}
MIT_NAMEN = ("schilder", "liste")


@require_safe
def druck(request, stelle: Stelle):
    """Everything that can be printed, in the order of the day."""
    return _page(request, stelle, {})


@require_safe
def namensschilder(request, stelle: Stelle):
    _require_names(stelle)
    return _print(request, stelle, "schilder", ausgabe.print_namensschilder)


@require_safe
def probebogen(request, stelle: Stelle):
    _require_names(stelle)
    return _print(request, stelle, "schilder", ausgabe.print_probebogen)


@require_safe
def teilnahmeliste(request, stelle: Stelle):
    _require_names(stelle)
    return _print(request, stelle, "liste", ausgabe.print_liste)


@require_safe
def tuerschilder(request, stelle: Stelle):
    return _print(request, stelle, "tueren", ausgabe.print_tuerschilder)


@require_safe
def gruppenschilder(request, stelle: Stelle):
    return pdf_response(request, ausgabe.print_gruppenschilder(stelle.konferenz))


@require_safe
def tischkarten(request, stelle: Stelle):
    return _print(request, stelle, "karten", ausgabe.print_tischkarten)


@require_safe
def regieplan_pdf(request, stelle: Stelle):
    return pdf_response(request, regieplan.print_regieplan(stelle.konferenz))


@require_safe
def gespraeche_namen(request, stelle: Stelle):
    return pdf_response(request, gespraeche.print_nach_namen(stelle.konferenz))


@require_safe
def gespraeche_tische(request, stelle: Stelle):
    return pdf_response(request, gespraeche.print_nach_tischen(stelle.konferenz))


@require_safe
def themenkarten(request, stelle: Stelle):
    return pdf_response(request, ausgabe.print_themenkarten(stelle.konferenz))


@require_safe
def gruppenboegen(request, stelle: Stelle):
    mit_namen = erlaubt(stelle.konferenz, Handlung.PROTOKOLL_INTERN, stelle.by)
    return pdf_response(request, ausgabe.print_gruppenboegen(stelle.konferenz, mit_namen=mit_namen))


@require_safe
def mitstreiterlisten(request, stelle: Stelle):
    return _print(request, stelle, "mitstreiter", ausgabe.print_mitstreiter)


def print_path(stelle: Stelle) -> str:
    """Where the addresses of the prints begin."""
    if stelle.by.is_verwaltung:
        return reverse("themen:druck", args=[stelle.konferenz.veranstalter.slug, stelle.konferenz.slug])
    return f"{stelle.rahmen['heim']}druck/"


def _open_remarks(stelle: Stelle) -> dict | None:
    """Where calls about the draft are written down, and until when it lies open; None while it does not."""
    if not erlaubt(stelle.konferenz, Handlung.PROTOKOLL_ANMERKEN, stelle.by):
        return None
    stand = load_stand(stelle.konferenz)
    if stand.zustand != Protokollstand.Zustand.RUECKMELDUNG:
        return None
    if stelle.by.is_verwaltung:
        url = reverse("themen:protokoll_anmerkungen", args=[stelle.konferenz.veranstalter.slug, stelle.konferenz.slug])
    else:
        url = f"{stelle.rahmen['heim']}protokoll/anmerkungen/neu/"
    return {"url": url, "frist": stand.frist}


def _require_names(stelle: Stelle) -> None:
    if not (stelle.by.is_verwaltung and erlaubt(stelle.konferenz, Handlung.PROTOKOLL_INTERN, stelle.by)):
        raise PermissionDenied


def _print(request, stelle: Stelle, name: str, make):
    """The print, or the page again with what is wrong in the options."""
    form = forms.read_options(FORMS[name], request.GET, **_choices(stelle, name))
    if not form.is_valid():
        return _page(request, stelle, {name: form}, status=422)
    return pdf_response(request, make(stelle.konferenz, form.cleaned_data))


def _choices(stelle: Stelle, name: str) -> dict:
    if name != "schilder":
        return {}
    return {"einrichtungen": sammeln.represented(stelle.konferenz), "personen": sammeln.named(stelle.konferenz)}


def _page(request, stelle: Stelle, bound: dict, status: int = 200):
    names = [name for name in FORMS if stelle.by.is_verwaltung or name not in MIT_NAMEN]
    return render(
        request,
        "themen/druckerei/druck.html",
        stelle.context(
            "druck",
            druck_pfad=print_path(stelle),
            darf_namen=stelle.by.is_verwaltung,
            darf_protokoll=erlaubt(stelle.konferenz, Handlung.PROTOKOLL_INTERN, stelle.by),
            gruppen=list(stelle.konferenz.kleingruppen.for_list()),
            hat_gespraeche=stelle.konferenz.gespraechsrunden.exists(),
            rueckmeldung=_open_remarks(stelle),
            is_freigegeben=erlaubt(stelle.konferenz, Handlung.ERGEBNISSE_SEHEN, OEFFENTLICH),
            formulare={name: bound.get(name) or FORMS[name](**_choices(stelle, name)) for name in names},
        ),
        status=status,
    )
