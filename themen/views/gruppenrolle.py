"""Taking over a role in a group and giving it up: on the own phone, and through somebody who helps."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import personal_link
from themen.forms.gruppenrolle import GruppenrolleForm
from themen.gruppenrollen import collect_rollen
from themen.mischung import mischung_by_gruppe
from themen.models import Gruppenrolle, Kleingruppe
from themen.pass_navigation import load_pass
from themen.services.gruppenrolle import claim_rolle, give_up_rolle
from themen.views.befund_zutritt import Zutritt
from themen.views.stelle import Stelle


@require_POST
@personal_link("pass")
def rolle(request, zugang, nr: int):
    """For oneself; back to the board or to the page of the groups, wherever the button stood."""
    person = load_pass(zugang)
    gruppe = _find_gruppe(person.konferenz, nr)
    _change(request, gruppe, person.anmeldung, person.by)
    if "brett" in request.POST:
        return redirect("themen:gruppe", zugang.token, nr)
    return redirect("themen:pass_gruppen", zugang.token)


@require_POST
def person_rolle(request, stelle: Stelle, kennung: str):
    """For somebody without a phone, in the group that person is in."""
    anmeldung = get_object_or_404(stelle.konferenz.anmeldungen.nennbar(), kennung=kennung)
    anmeldung.konferenz = stelle.konferenz
    gruppe = Kleingruppe.objects.filter(zuordnungen__anmeldung=anmeldung, zuordnungen__bis__isnull=True).first()
    if gruppe is None:
        messages.error(request, _("Diese Person ist in keiner Gruppe. Es wurde nichts geändert."))
    else:
        gruppe.konferenz = stelle.konferenz
        _change(request, gruppe, anmeldung, stelle.by)
    return redirect(f"{stelle.personen}{kennung}/themen/")


def collect_lage(zutritt: Zutritt, gruppe: Kleingruppe, *, is_dabei: bool) -> dict:
    """Roles and institutions for the head of a board. Names are for the group itself and for those who run the day."""
    kann = is_dabei and erlaubt(zutritt.konferenz, Handlung.ROLLE_UEBERNEHMEN, zutritt.by)
    return {
        "rollen": collect_rollen(gruppe, anmeldung=zutritt.anmeldung, mit_namen=is_dabei or not zutritt.is_teilnahme),
        "rolle_url": reverse("themen:pass_rolle", kwargs=zutritt.parameter | {"nr": gruppe.nummer}) if kann else "",
        "mischung": mischung_by_gruppe(zutritt.konferenz).get(gruppe.pk, ""),
    }


def _change(request, gruppe: Kleingruppe, anmeldung, by) -> None:
    """Do what the button says; a message tells what became of it."""
    form = GruppenrolleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Das war nicht zu lesen. Es ist nichts geändert. Bitte tippen Sie noch einmal."))
        return
    art, auf = form.cleaned_data["art"], form.cleaned_data["auf"]
    worte = {"aufgabe": Gruppenrolle.Art(art).label, "nr": gruppe.nummer}
    try:
        if auf:
            claim_rolle(gruppe, art, anmeldung=anmeldung, by=by)
            messages.success(request, _("Übernommen: %(aufgabe)s in Gruppe %(nr)s.") % worte)
        else:
            give_up_rolle(gruppe, art, anmeldung=anmeldung, by=by)
            messages.success(request, _("Abgegeben: %(aufgabe)s in Gruppe %(nr)s.") % worte)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    except ValidationError as error:
        messages.error(request, error.messages[0])


def _find_gruppe(konferenz, nr: int) -> Kleingruppe:
    gruppe = get_object_or_404(konferenz.kleingruppen.bestehend(), nummer=nr)
    gruppe.konferenz = konferenz
    return gruppe
