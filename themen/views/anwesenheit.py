"""Who is present and in which group: the tick list, one person, somebody new, a topic from a paper card."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import require
from konferenz.speichern import save_form
from teilnehmer.models import Anmeldung, Einrichtung
from teilnehmer.models.einladung import Kanal
from teilnehmer.services.vor_ort import register_walk_in
from themen.forms.gruppenwahl import ZuordnungForm
from themen.forms.hilfe import SucheForm, VorOrtForm
from themen.forms.themenvorschlag import KurzThemaForm
from themen.models import Zuordnung
from themen.services.anwesenheit import mark_anwesend, unmark_anwesend
from themen.services.themenvorschlag import submit_themenvorschlag
from themen.services.zuordnung import assign_kleingruppe
from themen.views.stelle import Stelle

JE_SEITE = 50
_ABGESAGT = Anmeldung.Status.ABGESAGT


@require_safe
def personen(request, stelle: Stelle):
    """Everybody who may be named, fifty a page; who cancelled appears only when searched for."""
    form = SucheForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    rows = _people(stelle)
    rows = rows.search(text) if text else rows.exclude(status=_ABGESAGT)
    seite = Paginator(rows, JE_SEITE).get_page(request.GET.get("seite"))
    context = stelle.context(
        "anwesenheit",
        form=form,
        q=text,
        page=seite,
        da=stelle.konferenz.anmeldungen.anwesend().count(),
        abfrage=urlencode({"q": text}) if text else "",
    )
    return render(request, "themen/anwesenheit.html", context)


@require_safe
def person(request, stelle: Stelle, kennung: str):
    """One person with a button for every group."""
    return _person_page(request, stelle, _find(stelle, kennung))


@require_POST
def da(request, stelle: Stelle, kennung: str):
    """Present, or with `da=0` after all not."""
    anmeldung = _find(stelle, kennung)
    tick = mark_anwesend if request.POST.get("da") != "0" else unmark_anwesend
    try:
        tick(anmeldung, by=stelle.by)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    if "person" in request.POST:
        return redirect(f"{stelle.personen}{kennung}/")
    query = {name: request.POST[name] for name in ("q", "seite") if request.POST.get(name)}
    return redirect(f"{stelle.liste}{'?' + urlencode(query) if query else ''}#p-{kennung}")


@require_POST
def gruppe(request, stelle: Stelle, kennung: str):
    """Into a group; without a number out of it."""
    anmeldung = _find(stelle, kennung)
    form = ZuordnungForm(request.POST)
    if not form.is_valid():
        return _person_page(request, stelle, anmeldung, _("Bitte wählen Sie eine Gruppe."), status=422)
    nummer = form.cleaned_data["gruppe"]
    ziel = get_object_or_404(stelle.konferenz.kleingruppen, nummer=nummer) if nummer else None
    try:
        neue = assign_kleingruppe(anmeldung, ziel, by=stelle.by)
    except NichtErlaubt as error:
        return _person_page(request, stelle, anmeldung, error.satz, status=403)
    except ValidationError as error:
        return _person_page(request, stelle, anmeldung, error.messages[0], status=409)
    if neue:
        satz = _("%(name)s ist in Gruppe %(nr)s.") % {"name": anmeldung.name, "nr": neue.nummer}
    else:
        satz = _("%(name)s ist in keiner Gruppe.") % {"name": anmeldung.name}
    messages.success(request, satz)
    return redirect(f"{stelle.personen}{kennung}/")


@require_http_methods(["GET", "HEAD", "POST"])
def vor_ort(request, stelle: Stelle):
    """Somebody who comes without having registered; afterwards the group can be chosen."""
    require(stelle.konferenz, Handlung.ANMELDEN, stelle.by)
    form = VorOrtForm(request.POST or None)
    neue: list[Anmeldung] = []
    if form.is_valid() and save_form(
        form, lambda: neue.append(register_walk_in(stelle.konferenz, by=stelle.by, **form.cleaned_data))
    ):
        messages.success(request, _("%(name)s ist angemeldet und da.") % {"name": neue[0].name})
        return redirect(f"{stelle.personen}{neue[0].kennung}/")
    namen = Einrichtung.objects.filter(veranstalter=stelle.konferenz.veranstalter_id).aktiv()
    context = stelle.context(
        "vor_ort", form=form, einrichtungen=namen.order_by("sortierschluessel").values_list("name", flat=True)
    )
    return render(request, "themen/vor_ort.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def thema_neu(request, stelle: Stelle):
    """A topic from a paper card."""
    require(stelle.konferenz, Handlung.THEMA_VORSCHLAGEN, stelle.by)
    form = KurzThemaForm(request.POST or None)
    if form.is_valid() and save_form(
        form,
        lambda: submit_themenvorschlag(
            stelle.konferenz, kanal=Kanal.PAPIER, by=stelle.by, vorgang=form.cleaned_data["vorgang"], **form.felder
        ),
    ):
        messages.success(request, _("Das Thema „%(titel)s“ ist eingetragen.") % {"titel": form.cleaned_data["titel"]})
        return redirect(request.path)
    return render(
        request,
        "themen/thema_von_karte.html",
        stelle.context("themen", form=form),
        status=422 if form.is_bound else 200,
    )


def _people(stelle: Stelle):
    offen = Zuordnung.objects.filter(anmeldung=OuterRef("pk"), bis__isnull=True)
    return (
        stelle.konferenz.anmeldungen.nennbar()
        .select_related("einrichtung")
        .annotate(
            gruppe_nummer=Subquery(offen.values("kleingruppe__nummer")[:1]),
            gruppe_farbe=Subquery(offen.values("kleingruppe__farbe")[:1]),
        )
        .order_by("sortierschluessel", "pk")
    )


def _find(stelle: Stelle, kennung: str) -> Anmeldung:
    anmeldung = get_object_or_404(_people(stelle), kennung=kennung)
    anmeldung.konferenz = stelle.konferenz
    return anmeldung


def _person_page(request, stelle: Stelle, anmeldung: Anmeldung, fehler: str = "", status: int = 200):
    context = stelle.context(
        "anwesenheit",
        anmeldung=anmeldung,
        gruppen=list(stelle.konferenz.kleingruppen.for_list()),
        fehler=fehler,
    )
    return render(request, "themen/person.html", context, status=status)
