"""Measures: written and changed behind the four doors of the board, followed up on the desk of the officers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.forms.gemeinsam import show_conflict
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import Veraltet
from konferenz.speichern import initial_of, save_form
from konferenz.zugriff import Dienst, verwaltung
from teilnehmer.models import Einrichtung
from themen.forms.massnahme import BLEIBT, MassnahmeAendernForm, MassnahmenFilter, NeueMassnahmeForm, StandForm
from themen.massnahmen import collect_liste, measure_fortschritt, satz_speicher, wer_of
from themen.models import Befund, Kleingruppe, Massnahme, Zuordnung
from themen.services import massnahme as services
from themen.views.befund import find_gruppe
from themen.views.befund_zutritt import Zutritt

form_methods = require_http_methods(["GET", "HEAD", "POST"])
Art = Befund.Art


@form_methods
def neu(request, zutritt: Zutritt, nr: int):
    """A free form, or with `?idee=<kennung>` one that the Idee has filled in; the text stays free."""
    gruppe = find_gruppe(zutritt, nr)
    if nur_lesen := _why_read_only(zutritt, gruppe):
        raise PermissionDenied(nur_lesen)
    idee = _find_idee(gruppe, request.POST.get("idee") or request.GET.get("idee", ""))
    form = NeueMassnahmeForm(request.POST or None, initial=_from_idee(idee), **form_choices(zutritt, gruppe))
    if form.is_valid():
        bezuege = [*form.ziele, idee] if idee else form.ziele
        vorgang = form.cleaned_data["vorgang"]
        found = []

        def save():
            found.append(
                services.write_massnahme(gruppe, befunde=bezuege, by=zutritt.by, vorgang=vorgang, **form.angaben)
            )

        if save_form(form, save):
            return _back(request, zutritt, gruppe, found[0])
    context = _context(zutritt, gruppe) | {"form": form, "idee": idee}
    return render(request, "themen/massnahme_formular.html", context, status=422 if form.errors else 200)


@form_methods
def massnahme(request, zutritt: Zutritt, nr: int, kennung: str):
    """One measure: to read for everybody who may see the board, to change for those who may write."""
    row = _find(zutritt, kennung)
    gruppe = row.kleingruppe
    nur_lesen = _why_read_only(zutritt, gruppe)
    if nur_lesen and request.method == "POST":
        raise PermissionDenied(nur_lesen)
    if request.method != "POST" and gruppe.nummer != nr:
        return redirect(zutritt.url(gruppe, "massnahme", kennung=kennung))
    context = _context(zutritt, gruppe) | {"massnahme": row, "nur_lesen": nur_lesen, "zeile": _lines(row)}
    if nur_lesen or (row.geloescht_am and request.method != "POST"):
        return render(request, "themen/massnahme.html", context)
    soll, ideen = _links(row)
    choices = form_choices(zutritt, gruppe, massnahme=row)
    form = MassnahmeAendernForm(request.POST or None, initial=_initial(row, soll, choices["personen"]), **choices)
    if form.is_valid() and save_form(
        form,
        lambda: services.change_massnahme(
            row,
            fassung=form.cleaned_data["fassung"],
            by=zutritt.by,
            befunde=[*form.ziele, *ideen],
            **form.angaben,
        ),
    ):
        return _back(request, zutritt, gruppe, _find(zutritt, kennung))
    if aktuell := getattr(form, "aktuell", None):
        context |= _context(zutritt, aktuell.kleingruppe) | {"unterschiede": _conflict(form, aktuell)}
    status = 409 if aktuell else 422 if form.errors else 200
    return render(request, "themen/massnahme_formular.html", context | {"form": form}, status=status)


@require_POST
def loeschen(request, zutritt: Zutritt, nr: int, kennung: str):
    row = _find(zutritt, kennung)
    try:
        services.delete_massnahme(row, by=zutritt.by)
    except Veraltet:
        messages.warning(request, _moved())
    return redirect(zutritt.url(row.kleingruppe, "massnahme", kennung=kennung))


@require_POST
def wiederherstellen(request, zutritt: Zutritt, nr: int, kennung: str):
    row = _find(zutritt, kennung)
    try:
        services.restore_massnahme(row, by=zutritt.by)
    except Veraltet:
        messages.warning(request, _moved())
        return redirect(zutritt.url(row.kleingruppe, "massnahme", kennung=kennung))
    messages.success(request, _("%(massnahme)s steht wieder da.") % {"massnahme": row})
    return redirect(f"{zutritt.url(row.kleingruppe)}#massnahme-{kennung}")


@require_safe
@verwaltung()
def liste(request, dienst: Dienst):
    """All measures, what is due first; how far they are, as a bar and in words."""
    konferenz = dienst.konferenz
    gruppen = list(konferenz.kleingruppen.for_list())
    filterung = MassnahmenFilter(request.GET, gruppen=gruppen)
    alle = collect_liste(konferenz)
    zeilen = [zeile for zeile in alle if zeile.passes(filterung.gruppe_nummer, filterung.stand_wert)]
    context = dienst.context(
        "massnahmen",
        filter=filterung,
        gefiltert=bool(filterung.gruppe_nummer or filterung.stand_wert),
        alle=alle,
        zeilen=zeilen,
        fortschritt=measure_fortschritt(zeile.massnahme for zeile in alle),
        darf_verfolgen=erlaubt(konferenz, Handlung.MASSNAHME_VERFOLGEN, dienst.by),
        staende=Massnahme.Status.choices,
    )
    return render(request, "themen/massnahmen.html", context)


@form_methods
@verwaltung()
def stand(request, dienst: Dienst, kennung: str):
    """One measure on the desk, and how far it is; the small form of the list posts here too."""
    row = get_object_or_404(
        dienst.konferenz.massnahmen.vorhanden().select_related("kleingruppe", "einrichtung"), kennung=kennung
    )
    row.kleingruppe.konferenz = dienst.konferenz
    darf = erlaubt(dienst.konferenz, Handlung.MASSNAHME_VERFOLGEN, dienst.by)
    form = StandForm(request.POST or None, initial=initial_of(row, StandForm)) if darf else None
    zurueck = reverse("themen:massnahmen", args=[dienst.veranstalter.slug, dienst.konferenz.slug])
    if request.method == "POST" and not darf:
        raise PermissionDenied(_("Der Stand lässt sich gerade nicht ändern. Es wurde nichts geändert."))
    if (
        form
        and form.is_valid()
        and save_form(form, lambda: services.set_status(row, by=dienst.by, **form.cleaned_data))
    ):
        messages.success(request, _("%(massnahme)s: Der Stand ist gespeichert.") % {"massnahme": row})
        return redirect(f"{zurueck}#massnahme-{kennung}")
    aktuell = getattr(form, "aktuell", None)
    context = dienst.context(
        "massnahmen",
        massnahme=aktuell or row,
        zeile=next(zeile for zeile in collect_liste(dienst.konferenz) if zeile.massnahme.pk == row.pk),
        form=form,
        unterschiede=show_conflict(form, aktuell) if aktuell else [],
        liste_url=zurueck,
    )
    status = 409 if aktuell else 422 if form and form.errors else 200
    return render(request, "themen/massnahme_stand.html", context, status=status)


def _find(zutritt: Zutritt, kennung: str) -> Massnahme:
    """The measure, in whichever group it is by now: a merge or its undo may have taken it there."""
    rows = zutritt.konferenz.massnahmen.with_wer().select_related("kleingruppe", "einrichtung", "verantwortlich")
    row = get_object_or_404(rows, kennung=kennung)
    row.kleingruppe.konferenz = zutritt.konferenz
    return row


def _moved() -> str:
    return _("Gerade wurden Gruppen zusammengelegt oder getrennt. Es wurde nichts geändert. Bitte sehen Sie nach.")


def _find_idee(gruppe: Kleingruppe, kennung: str) -> Befund | None:
    if not kennung:
        return None
    idee = gruppe.befunde.vorhanden().filter(art=Art.IDEE, kennung=kennung).first()
    if idee is None:
        raise Http404
    return idee


def _from_idee(idee: Befund | None) -> dict:
    if idee is None:
        return {}
    return {
        "idee": idee.kennung,
        "was": idee.text[:300],
        "ziel": list(idee.bezug.vorhanden().values_list("kennung", flat=True)),
    }


def _links(row: Massnahme) -> tuple[list[Befund], list[Befund]]:
    """The Soll it serves, and the Ideen it came from."""
    befunde = list(row.befunde.vorhanden().order_by("nummer"))
    return [b for b in befunde if b.art == Art.SOLL], [b for b in befunde if b.art != Art.SOLL]


def _initial(row: Massnahme, soll: list[Befund], personen: list) -> dict:
    person = row.verantwortlich
    is_nennbar = any(person == one for one, _in_gruppe in personen)
    zeigt_haus = row.einrichtung_id is not None and (person is None or person.einrichtung_id is None)
    return {
        **{name: getattr(row, name) for name in (*services.FELDER, "fassung")},
        "ziel": [befund.kennung for befund in soll],
        "person": "" if person is None else person.kennung if is_nennbar else BLEIBT,
        "haus": row.einrichtung.kennung if zeigt_haus else "",
    }


def form_choices(zutritt: Zutritt, gruppe: Kleingruppe, *, massnahme: Massnahme | None = None) -> dict:
    """What the form offers to this writer: cards, people and institutions, in three queries."""
    offen = Zuordnung.objects.filter(kleingruppe=gruppe, anmeldung=OuterRef("pk"), bis__isnull=True)
    personen = services.offerable(gruppe, zutritt.by).annotate(in_gruppe=Exists(offen)).for_list()
    haeuser = services.einrichtungen_present(zutritt.konferenz)
    if massnahme is not None and massnahme.einrichtung_id:
        haeuser = haeuser | Einrichtung.objects.filter(pk=massnahme.einrichtung_id)
    return {
        "soll": list(gruppe.befunde.vorhanden().filter(art=Art.SOLL).order_by("position", "nummer")),
        "personen": [(person, person.in_gruppe) for person in personen],
        "einrichtungen": haeuser.order_by("sortierschluessel", "pk"),
        "ich": zutritt.anmeldung,
        "massnahme": massnahme,
    }


def _why_read_only(zutritt: Zutritt, gruppe: Kleingruppe) -> str:
    is_dabei = zutritt.is_teilnahme and gruppe.has_member(zutritt.anmeldung.pk)
    return services.why_read_only(gruppe, zutritt.by, is_dabei=is_dabei)


def _lines(row: Massnahme) -> dict:
    """What stands in a measure for somebody who only reads: the institution, never a person."""
    soll, _ideen = _links(row)
    return {
        "ziel": ", ".join(str(befund) for befund in soll),
        "wer": wer_of(row),
        "fehlt": satz_speicher(row),
    }


def _conflict(form: MassnahmeAendernForm, aktuell: Massnahme) -> list[dict]:
    """Both versions; who is responsible is said by the form, because it knows whose names this person may read."""
    unterschiede = show_conflict(form, aktuell)
    person, einrichtung = form.cleaned_data["person"], form.cleaned_data["haus"]
    if person and not einrichtung:
        einrichtung = person.einrichtung
    if (aktuell.verantwortlich, aktuell.einrichtung) != (person, einrichtung):
        feld, gespeichert = form.fields["person"].label, form.wer_worte(aktuell)
        unterschiede.append({"feld": feld, "gespeichert": gespeichert, "eigen": form.eigene_wer_worte})
    ziel, meins = _links(aktuell)[0], form.ziele
    if ziel != meins:
        gespeichert, eigen = (", ".join(str(befund) for befund in befunde) for befunde in (ziel, meins))
        unterschiede.append({"feld": form.ziel_frage, "gespeichert": gespeichert, "eigen": eigen})
    weiter = form.data.get(form.add_prefix("verbleib"), "")
    if "verbleib" not in form.fields and weiter != aktuell.verbleib:
        # agreed in the meantime: the form does not ask any more, but what was typed is shown
        feld = form.base_fields["verbleib"].label
        unterschiede.append({"feld": feld, "gespeichert": aktuell.verbleib, "eigen": weiter})
    if aktuell.geloescht_am:
        satz = _("steht mit Ihrem Text wieder da")
        unterschiede.append({"feld": _("Maßnahme"), "gespeichert": _("gelöscht"), "eigen": satz})
    return unterschiede


def _back(request, zutritt: Zutritt, gruppe: Kleingruppe, row: Massnahme):
    row.kleingruppe = gruppe
    satz = satz_speicher(row)
    if satz:
        messages.info(request, _("%(massnahme)s ist gespeichert. %(satz)s.") % {"massnahme": row, "satz": satz})
    else:
        messages.success(request, _("%(massnahme)s ist gespeichert.") % {"massnahme": row})
    return redirect(f"{zutritt.url(gruppe)}#massnahme-{row.kennung}")


def _context(zutritt: Zutritt, gruppe: Kleingruppe) -> dict:
    return zutritt.rahmen | {"basis": zutritt.basis, "gruppe": gruppe, "brett_url": zutritt.url(gruppe)}
