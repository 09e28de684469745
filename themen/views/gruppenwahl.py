"""A participant chooses a group. Works without a script; the live stream only keeps the seats fresh."""

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konferenz import live
from konferenz.abfrage import Abfrage
from konferenz.models import Programmpunkt
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import personal_link
from themen.forms.gruppenwahl import GruppenwahlForm
from themen.gruppen_stand import render_stand, render_tore_of, tore_of, version_of
from themen.gruppenrollen import collect_rollen
from themen.mischung import mischung_by_gruppe
from themen.models import Herkunft, Kleingruppe, Zuordnung
from themen.models.kleingruppe import load_gruppen
from themen.pass_navigation import Pass, load_pass, pass_context
from themen.services.zuordnung import choose_kleingruppe, satz_geschlossen
from themen.themenliste import with_zahlen

_MEINE_GRUPPE = Abfrage(
    lambda anmeldung: Zuordnung.objects.filter(anmeldung=anmeldung, bis__isnull=True).values_list("kleingruppe_id")
)
_OFFENE_HERKUNFT = Abfrage(
    lambda konferenz: Herkunft.objects.filter(konferenz=konferenz, bis__isnull=True).order_by("pk"),
    "thema",
    "thema__einrichtung",
)


@require_http_methods(["GET", "HEAD", "POST"])
@personal_link("pass")
def gruppenwahl(request, zugang):
    person = load_pass(zugang)
    if request.method != "POST":
        return _page(request, person)
    form = GruppenwahlForm(request.POST)
    if not form.is_valid():
        return _page(request, person, form.errors["gruppe"][0], status=422)
    try:
        choose_kleingruppe(person.anmeldung, form.cleaned_data["gruppe"], by=person.by)
    except NichtErlaubt as error:
        return _page(request, person, error.satz, status=403)
    except ValidationError as error:
        return _page(request, person, error.messages[0], status=409)
    return redirect("themen:pass_gruppen", token=zugang.token)


@require_safe
@personal_link("pass")
def stand(request, zugang):
    """The shared fragments, for a page whose stream is cut."""
    return HttpResponse(render_stand(zugang.konferenz_id) + render_tore_of(zugang.konferenz))


def _page(request, person: Pass, fehler: str = "", status: int = 200):
    konferenz = person.konferenz
    gruppen = _gruppen(person)
    meine_id = {pk for (pk,) in _MEINE_GRUPPE.tuples(person.anmeldung.pk)}
    meine = next((gruppe for gruppe in gruppen if gruppe.pk in meine_id), None)
    is_offen = erlaubt(konferenz, Handlung.GRUPPE_WAEHLEN, person.by)
    darf_wechseln = meine is not None and erlaubt(konferenz, Handlung.GRUPPE_WECHSELN, person.by)
    darf_rolle = meine is not None and erlaubt(konferenz, Handlung.ROLLE_UEBERNEHMEN, person.by)
    context = {
        "gruppen": gruppen,
        "meine": meine,
        "andere": [gruppe for gruppe in gruppen if gruppe != meine],
        "is_offen": is_offen,
        "darf_wechseln": darf_wechseln,
        "rollen": collect_rollen(meine, anmeldung=person.anmeldung, mit_namen=True) if darf_rolle else [],
        "rolle_url": reverse("themen:pass_rolle", args=[person.zugang.token, meine.nummer]) if darf_rolle else "",
        "satz_geschlossen": "" if is_offen else _why_closed(person),
        "fehler": fehler,
        "mit_mir": _count_people(meine) if meine else None,
        "gruppenarbeit": next((p for p in konferenz.punkte if p.art == Programmpunkt.Art.GRUPPENARBEIT), None),
        "karten_offen": erlaubt(konferenz, Handlung.KARTE_SCHREIBEN, person.by),
        "live_url": live.url(konferenz.live_kanal, "gruppen", "jetzt"),
        "version": version_of(gruppen),
        "tore": tore_of(konferenz),
    }
    return render(request, "themen/gruppenwahl.html", pass_context(person, "gruppen") | context, status=status)


def _why_closed(person: Pass) -> str:
    konferenz = person.konferenz
    if konferenz.is_abgesagt:
        return _("Die Konferenz ist abgesagt.")
    if konferenz.phase in (konferenz.Phase.ENTWURF, konferenz.Phase.VORBEREITUNG):
        return _("Ihre Gruppe wählen Sie am Tag der Konferenz, hier auf dieser Seite.")
    if konferenz.phase == konferenz.Phase.DURCHFUEHRUNG and not konferenz.has_begun(
        Programmpunkt.Art.GRUPPENBILDUNG, Programmpunkt.Art.GRUPPENARBEIT
    ):
        return _("Die Gruppenwahl ist noch geschlossen. Sie öffnet mit „Gruppenbildung“.")
    if konferenz.phase != konferenz.Phase.DURCHFUEHRUNG:
        return _("Die Konferenz ist vorbei. Gruppen lassen sich nicht mehr wählen.")
    return satz_geschlossen()


def _gruppen(person: Pass) -> list[Kleingruppe]:
    """The groups with their topics, who works in them, and which topics are of this person or their institution."""
    gruppen = load_gruppen(person.konferenz.pk)
    herkunft = _OFFENE_HERKUNFT.all(person.konferenz.pk)
    with_zahlen([row.thema for row in herkunft])
    mischung = mischung_by_gruppe(person.konferenz)
    for gruppe in gruppen:
        gruppe.offene_herkunft = [row for row in herkunft if row.kleingruppe_id == gruppe.pk]
        gruppe.mischung = mischung.get(gruppe.pk, "")
        gruppe.eigene_themen = [row.thema.titel for row in gruppe.offene_herkunft if _is_own(row.thema, person)]
    return gruppen


def _is_own(thema, person: Pass) -> bool:
    einladung = person.anmeldung.einladung_id
    return thema.anmeldung_id == person.anmeldung.pk or (einladung is not None and thema.einladung_id == einladung)


def _count_people(gruppe: Kleingruppe) -> dict:
    return gruppe.zuordnungen.filter(bis__isnull=True).aggregate(
        personen=Count("pk"), einrichtungen=Count("anmeldung__einrichtung", distinct=True)
    )
