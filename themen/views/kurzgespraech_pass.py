"""A participant's short talks: where to sit now and next, and with whom to keep in touch."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from konferenz import live
from konferenz.models import Programmpunkt
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import personal_link
from teilnehmer.kurzgespraech_karte import collect_karte
from teilnehmer.services.kurzgespraech import wish_kontakt, withdraw_kontakt
from themen.forms.kurzgespraech import KontaktForm
from themen.gespraeche_stand import render_stand_of
from themen.gruppen_stand import render_tore_of
from themen.pass_navigation import Pass, load_pass, pass_context


def gespraeche_context(person: Pass) -> dict:
    """What the pages of the pass need to show the talks; the stream only on the day."""
    konferenz = person.konferenz
    karte = collect_karte(person.anmeldung)
    is_heute = konferenz.phase == konferenz.Phase.DURCHFUEHRUNG and person.is_angemeldet and not konferenz.is_abgesagt
    return {
        "karte": karte,
        # rounds that were never played are no news once the day has gone on
        "runden_zeigen": karte.kommt_noch
        and (karte.laufende is not None or not konferenz.has_ended(Programmpunkt.Art.VORSTELLUNGSRUNDE)),
        "is_gespraechstag": is_heute,
        "gespraeche_live": live.url(konferenz.live_kanal, "gespraeche", "jetzt") if is_heute else "",
        "darf_kontakt": erlaubt(konferenz, Handlung.KONTAKT_WUENSCHEN, person.by),
    }


@require_safe
@personal_link("pass")
def gespraeche(request, zugang):
    """All talks of this person and who keeps in touch."""
    return _page(request, load_pass(zugang))


@require_safe
@personal_link("pass")
def karte(request, zugang):
    """This person's own part, which the page fetches when the stream says that something changed."""
    person = load_pass(zugang)
    context = pass_context(person, "tag") | gespraeche_context(person)
    return render(request, "themen/_gespraeche_karte.html", context)


@require_safe
@personal_link("pass")
def stand(request, zugang):
    """The shared fragments, for a page whose stream is cut."""
    return HttpResponse(render_stand_of(zugang.konferenz) + render_tore_of(zugang.konferenz))


@require_POST
@personal_link("pass")
def kontakt(request, zugang):
    """One tap: we want to keep in touch, or after all not."""
    person = load_pass(zugang)
    form = KontaktForm(request.POST)
    if not form.is_valid():
        satz = _("Das war nicht zu lesen. Es ist nichts geändert. Bitte tippen Sie noch einmal.")
        return _page(request, person, satz, status=422)
    change = wish_kontakt if form.cleaned_data["will"] else withdraw_kontakt
    try:
        change(person.anmeldung, form.cleaned_data["person"], by=person.by)
    except NichtErlaubt as error:
        return _page(request, person, error.satz, status=403)
    if "tag" in request.POST:
        return redirect(f"{zugang.pfad}#gespraech")
    return redirect(f"{zugang.pfad}gespraeche/#p-{form.cleaned_data['person']}")


def _page(request, person: Pass, fehler: str = "", status: int = 200):
    context = pass_context(person, "tag") | gespraeche_context(person) | {"fehler": fehler}
    return render(request, "themen/pass_gespraeche.html", context, status=status)
