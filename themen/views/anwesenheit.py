"""Who is present and in which group: the tick list, one person, somebody new, a topic from a paper card."""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, F, OuterRef, Q, Subquery, TextField, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz import live
from konferenz.felder import sort_key
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import require
from konferenz.speichern import save_form
from teilnehmer.models import Anmeldung, Einrichtung
from teilnehmer.models.einladung import Kanal
from teilnehmer.services.vor_ort import register_walk_in
from themen.anwesenheit_stand import count_stand, render_stand
from themen.forms.gruppenwahl import ZuordnungForm
from themen.forms.hilfe import AnwesenheitForm, SucheForm, VorOrtForm
from themen.forms.themenvorschlag import KurzThemaForm
from themen.geraet import zugang_of
from themen.models import Zuordnung
from themen.services.anwesenheit import mark_anwesend, unmark_anwesend
from themen.services.themenvorschlag import submit_themenvorschlag
from themen.services.zuordnung import assign_kleingruppe
from themen.views.stelle import Stelle

JE_SEITE = 50
Status = Anmeldung.Status


@dataclass(frozen=True)
class Haus:
    """People of the list; with a name those of one institution that was searched for."""

    name: str
    personen: list[Anmeldung]

    @property
    def da(self) -> int:
        return sum(1 for person in self.personen if person.anwesend_am)


@require_safe
def personen(request, stelle: Stelle):
    """Everybody who may be named, fifty a page; who cancelled or only asked appears when searched for."""
    form = SucheForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    rows = _people(stelle)
    seite = Paginator(_found(rows, text) if text else rows.dabei(), JE_SEITE).get_page(request.GET.get("seite"))
    is_whole = "X-Teil" not in request.headers  # searching while typing exchanges the list alone
    context = stelle.context(
        "anwesenheit",
        form=form,
        q=text,
        page=seite,
        haeuser=_haeuser(seite.object_list),
        stand=count_stand(stelle.konferenz.pk),
        live_url=live.url(stelle.konferenz.live_kanal, "anwesenheit"),
        neu=VorOrtForm() if is_whole and stelle.darf_anmelden else None,
        einrichtungen=_einrichtungen(stelle) if is_whole and stelle.darf_anmelden else [],
        abfrage=urlencode({"q": text}) if text else "",
    )
    return render(request, "themen/anwesenheit.html", context)


@require_safe
def stand(request, stelle: Stelle):
    """The numbers, for a page whose stream is cut."""
    return HttpResponse(render_stand(stelle.konferenz.pk))


@require_safe
def schild(request, kennung: str):
    """A badge's code: opens the person on a helper's device, and says nothing about anybody elsewhere."""
    zugang = zugang_of(request)
    if zugang and zugang.konferenz.anmeldungen.nennbar().filter(kennung=kennung).exists():
        teil = "personen" if zugang.zweck == zugang.Zweck.HILFE else "anwesenheit"
        return redirect(f"{zugang.pfad}{teil}/{kennung}/")
    return render(request, "themen/schild.html", {"vertraulich": True}, status=404)


@require_safe
def person(request, stelle: Stelle, kennung: str):
    """One person with a button for every group."""
    return _person_page(request, stelle, _find(stelle, kennung))


@require_POST
def da(request, stelle: Stelle, kennung: str):
    """Present, or with `da=0` after all not."""
    anmeldung = _find(stelle, kennung)
    form = AnwesenheitForm(request.POST)
    if not form.is_valid():
        satz = _("Das war nicht zu lesen. Es ist nichts geändert. Bitte tippen Sie noch einmal.")
        return _person_page(request, stelle, anmeldung, satz, status=422)
    vorgang = form.cleaned_data["vorgang"]
    try:
        if form.cleaned_data["da"]:
            einlass = mark_anwesend(anmeldung, by=stelle.by, vorgang=vorgang)
            if einlass.vorher in EINLASS:
                messages.success(request, EINLASS[einlass.vorher]() % {"name": anmeldung.name})
        else:
            unmark_anwesend(anmeldung, by=stelle.by, vorgang=vorgang)
    except NichtErlaubt as error:
        return _person_page(request, stelle, anmeldung, error.satz, status=403)
    except ValidationError as error:
        return _person_page(request, stelle, anmeldung, error.messages[0], status=409)
    if "person" in request.POST:
        return redirect(f"{stelle.personen}{kennung}/")
    query = {name: request.POST[name] for name in ("q", "seite") if request.POST.get(name)}
    return redirect(f"{stelle.liste}{'?' + urlencode(query) if query else ''}#p-{kennung}")


# Said when somebody without a seat is let in.
EINLASS = {
    Status.WARTELISTE: lambda: _("%(name)s stand auf der Warteliste und hat jetzt einen Platz."),
    Status.ANGEFRAGT: lambda: _("%(name)s war noch nicht bestätigt und ist jetzt angemeldet."),
    Status.ABGESAGT: lambda: _("%(name)s hatte abgesagt und ist jetzt wieder angemeldet."),
}


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
    """Somebody who comes without having registered; back to the list, where the next one is a tap away."""
    require(stelle.konferenz, Handlung.ANMELDEN, stelle.by)
    form = VorOrtForm(request.POST or None)
    neue: list[Anmeldung] = []
    if form.is_valid() and save_form(
        form, lambda: neue.append(register_walk_in(stelle.konferenz, by=stelle.by, **form.cleaned_data))
    ):
        messages.success(request, _("%(name)s ist angemeldet und da.") % {"name": neue[0].name})
        return redirect(f"{stelle.liste}#p-{neue[0].kennung}")
    context = stelle.context("vor_ort", form=form, einrichtungen=_einrichtungen(stelle))
    return render(request, "themen/vor_ort.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def thema_neu(request, stelle: Stelle):
    """A topic from a paper card; `?person=<kennung>` makes it that person's own."""
    require(stelle.konferenz, Handlung.THEMA_VORSCHLAGEN, stelle.by)
    anmeldung = _find(stelle, request.GET["person"]) if "person" in request.GET else None
    danach = f"{stelle.personen}{anmeldung.kennung}/themen/" if anmeldung else request.path
    form = KurzThemaForm(request.POST or None)
    if form.is_valid() and save_form(
        form,
        lambda: submit_themenvorschlag(
            stelle.konferenz,
            anmeldung=anmeldung,
            einrichtung=anmeldung.einrichtung if anmeldung else None,
            kanal=Kanal.PAPIER,
            by=stelle.by,
            vorgang=form.cleaned_data["vorgang"],
            **form.felder,
        ),
    ):
        messages.success(request, _("Das Thema „%(titel)s“ ist eingetragen.") % {"titel": form.cleaned_data["titel"]})
        return redirect(danach)
    return render(
        request,
        "themen/thema_von_karte.html",
        stelle.context("themen", form=form, anmeldung=anmeldung, danach=danach),
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


def _found(rows, text: str):
    """What the search finds; people of an institution that it names come first, together."""
    genannt = Q()
    for word in sort_key(text).split():
        genannt &= Q(haus__contains=word)
    return (
        rows.search(text)
        .annotate(im_haus=Case(When(genannt, then=Value(True)), default=Value(False)))
        .order_by(
            "-im_haus",
            Case(When(genannt, then=F("haus")), default=Value(""), output_field=TextField()),
            "sortierschluessel",
            "pk",
        )
    )


def _haeuser(people) -> list[Haus]:
    """Two or more of one institution under its name, everybody else in plain lists."""
    haeuser: list[Haus] = []
    for (im_haus, name), gruppe in groupby(people, lambda a: (getattr(a, "im_haus", False), a.einrichtung_name)):
        rows = list(gruppe)
        if im_haus and len(rows) > 1:
            haeuser.append(Haus(name, rows))
        elif haeuser and not haeuser[-1].name:
            haeuser[-1].personen.extend(rows)
        else:
            haeuser.append(Haus("", rows))
    return haeuser


def _einrichtungen(stelle: Stelle):
    """Names to choose from while typing."""
    rows = Einrichtung.objects.filter(veranstalter=stelle.konferenz.veranstalter_id).aktiv()
    return rows.order_by("sortierschluessel").values_list("name", flat=True)


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
