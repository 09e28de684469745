"""The board Ist, Soll, Idee of one group, its forms inline, a card's history. `zutritt` says who came in and how."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz import live
from konferenz.services.fehler import NichtErlaubt, Veraltet
from teilnehmer.models import Einrichtung
from themen.brett import Brett, collect_brett, compare
from themen.forms.befund import KarteAendernForm, NeueKarteForm
from themen.klebepunkte import why_no_dots
from themen.models import Befund, Kleingruppe
from themen.services import befund as services
from themen.views.befund_zutritt import Zutritt
from themen.views.gruppenrolle import collect_lage

WAHL = "wahl"


@require_http_methods(["GET", "HEAD", "POST"])
def brett(request, zutritt: Zutritt, nr: int):
    """The board. `?neu=soll&zu=<kennung>` opens a new card, `?karte=<kennung>` an old one, and takes its POST."""
    gruppe = find_gruppe(zutritt, nr)
    if request.method != "POST" and gruppe.nummer != nr:
        messages.info(request, _("Gruppe %(alt)s gehört jetzt zu Gruppe %(neu)s.") % {"alt": nr, "neu": gruppe.nummer})
        return redirect(zutritt.url(gruppe))
    seite = collect_seite(zutritt, gruppe)
    if "karte" in request.GET:
        return _change(request, zutritt, gruppe, seite)
    return _write(request, zutritt, gruppe, seite)


@require_safe
def stand(request, zutritt: Zutritt, nr: int):
    """The shared fragment for a page whose stream is cut."""
    gruppe = find_gruppe(zutritt, nr)
    seite = collect_seite(zutritt, gruppe)
    return render(request, "themen/_brett.html", {"brett": seite["brett"], "schreibbar": seite["schreibbar"]})


@require_http_methods(["GET", "HEAD", "POST"])
def verlauf(request, zutritt: Zutritt, nr: int, kennung: str):
    """Every text the card ever had; POST makes an old one current again."""
    gruppe = find_gruppe(zutritt, nr)
    befund = find_befund(gruppe, kennung)
    nur_lesen = _why_read_only(zutritt, gruppe, _count_people(zutritt, gruppe))
    if zutritt.is_teilnahme and nur_lesen:
        raise PermissionDenied(nur_lesen)  # a text that was taken back is not for the whole hall
    if request.method == "POST":
        alt = get_object_or_404(befund.fassungen, fassung=_number(request.POST.get("alt")))
        try:
            services.change_befund(befund, text=alt.text, fassung=_number(request.POST.get("fassung")), by=zutritt.by)
        except Veraltet as error:
            messages.warning(request, str(error))
            return redirect(zutritt.url(gruppe, "verlauf", kennung=kennung))
        messages.success(request, _("Für %(karte)s gilt wieder der frühere Text.") % {"karte": befund})
        return redirect(f"{zutritt.url(gruppe)}#karte-{kennung}")
    context = {
        "gruppe": gruppe,
        "befund": befund,
        "fassungen": befund.fassungen.order_by("-fassung"),
        "schreibbar": not nur_lesen,
        "brett_url": zutritt.url(gruppe),
        "basis": zutritt.basis,
    }
    return render(request, "themen/befund_verlauf.html", zutritt.rahmen | context)


@require_POST
def loeschen(request, zutritt: Zutritt, nr: int, kennung: str):
    gruppe = find_gruppe(zutritt, nr)
    services.delete_befund(find_befund(gruppe, kennung), by=zutritt.by)
    return redirect(f"{zutritt.url(gruppe)}?karte={kennung}")


@require_POST
def wiederherstellen(request, zutritt: Zutritt, nr: int, kennung: str):
    gruppe = find_gruppe(zutritt, nr)
    befund = services.restore_befund(find_befund(gruppe, kennung), by=zutritt.by)
    messages.success(request, _("%(karte)s steht wieder da.") % {"karte": befund})
    return redirect(f"{zutritt.url(gruppe)}#karte-{kennung}")


@require_POST
def ort(request, zutritt: Zutritt, nr: int, kennung: str):
    """Dragged to another place; leads to the board as it stands now. A refusal is one sentence."""
    gruppe = find_gruppe(zutritt, nr)
    try:
        services.place_befund(find_befund(gruppe, kennung), vor=request.POST.get("vor", ""), by=zutritt.by)
    except NichtErlaubt as error:
        return HttpResponse(error.satz, status=403, content_type="text/plain; charset=utf-8")
    except ValidationError as error:
        return HttpResponse(error.messages[0], status=409, content_type="text/plain; charset=utf-8")
    return redirect(zutritt.url(gruppe, "stand"))


def find_gruppe(zutritt: Zutritt, nr: int) -> Kleingruppe:
    """The group of this number; for one that was merged, the group it went into."""
    gruppe = get_object_or_404(zutritt.konferenz.kleingruppen, nummer=nr)
    seen = {gruppe.pk}
    while gruppe.aufgeloest_am is not None:
        if gruppe.aufgegangen_in_id is None or gruppe.aufgegangen_in_id in seen:
            raise Http404
        seen.add(gruppe.aufgegangen_in_id)
        gruppe = gruppe.aufgegangen_in
    gruppe.konferenz = zutritt.konferenz
    return gruppe


def find_befund(gruppe: Kleingruppe, kennung: str) -> Befund:
    befund = get_object_or_404(gruppe.befunde.select_related("einrichtung"), kennung=kennung)
    befund.kleingruppe = gruppe
    return befund


def collect_seite(zutritt: Zutritt, gruppe: Kleingruppe) -> dict:
    """What every rendering of the board needs, in four queries, and a fifth for those who name an institution."""
    personen = _count_people(zutritt, gruppe)
    nur_lesen = _why_read_only(zutritt, gruppe, personen)
    schreibbar = not nur_lesen
    brett_url = zutritt.url(gruppe)
    brett = collect_brett(gruppe)
    return zutritt.rahmen | {
        "warte_ort": zutritt.warte_ort,
        "vorlagen": lambda: _blank_forms(zutritt, brett) if schreibbar else [],  # only whole pages show them
        "basis": zutritt.basis,
        "breit": True,
        "gruppe": gruppe,
        "personen": personen["alle"],
        "einrichtungen": personen["einrichtungen"],
        "lage": lambda: collect_lage(zutritt, gruppe, is_dabei=bool(personen["dabei"])),  # only whole pages show it
        "brett": brett,
        "schreibbar": schreibbar,
        "nur_lesen": nur_lesen,
        "punkte_url": _punkte_url(zutritt),
        "brett_url": brett_url,
        "stand_url": zutritt.url(gruppe, "stand"),
        "live_url": live.url(services.live_kanal(gruppe), "brett" if schreibbar else "brett_lesen"),
        "live_was": "brett" if schreibbar else "brett_lesen",
    }


def _punkte_url(zutritt: Zutritt) -> str:
    """To the dots, for a participant who has some to stick."""
    if not zutritt.is_teilnahme or why_no_dots(zutritt.anmeldung, zutritt.by):
        return ""
    return reverse("themen:pass_punkte", kwargs=zutritt.parameter)


def _blank_forms(zutritt: Zutritt, brett: Brett) -> list[dict]:
    """A form for each column, so that a page without net can open one."""
    einrichtungen = None if zutritt.is_teilnahme else _einrichtungen(zutritt)
    waehlbar = None if einrichtungen is None else list(einrichtungen)
    vorlagen = []
    for spalte in brett.spalten:
        form = NeueKarteForm(brett=brett, art=spalte.art, einrichtungen=einrichtungen)
        if waehlbar is not None:
            form.fields["einrichtung"].choices = [("", _("ohne Angabe"))] + [(row.pk, str(row)) for row in waehlbar]
        vorlagen.append({"spalte": spalte, "form": form})
    return vorlagen


def _write(request, zutritt: Zutritt, gruppe: Kleingruppe, seite: dict):
    art = request.GET.get("neu", "")
    if request.method != "POST" and art == WAHL and seite["schreibbar"]:
        return render(request, "themen/befund_brett.html", seite | {"neu": WAHL})
    if art not in Befund.Art.values:
        if request.method == "POST":
            raise Http404
        return render(request, "themen/befund_brett.html", seite)
    if request.method != "POST" and not seite["schreibbar"]:
        return render(request, "themen/befund_brett.html", seite)
    form = NeueKarteForm(
        request.POST or None,
        brett=seite["brett"],
        art=art,
        einrichtungen=None if zutritt.is_teilnahme else _einrichtungen(zutritt),
        initial={"bezug": [request.GET.get("zu", "")]},
    )
    status = 200
    if form.is_valid():
        anmeldung = zutritt.anmeldung
        try:
            befund = services.write_befund(
                gruppe,
                art=art,
                text=form.cleaned_data["text"],
                bezug=form.bezug_chosen,
                einrichtung=anmeldung.einrichtung if anmeldung else form.cleaned_data["einrichtung"],
                erfasst_von=anmeldung,
                by=zutritt.by,
                vorgang=form.cleaned_data["vorgang"],
            )
        except (NichtErlaubt, ValidationError) as error:
            status = _add_error(form, error)
        else:
            messages.success(request, _("%(karte)s ist gespeichert.") % {"karte": befund})
            return redirect(f"{zutritt.url(gruppe)}#karte-{befund.kennung}")
    return render(request, "themen/befund_brett.html", seite | {"form": form, "neu": art}, status=status)


def _change(request, zutritt: Zutritt, gruppe: Kleingruppe, seite: dict):
    kennung = request.GET["karte"]
    karte = seite["brett"].find(kennung)
    befund = karte.befund if karte else seite["brett"].find_geloescht(kennung)
    if befund is None:
        raise Http404
    befund.kleingruppe = gruppe
    if request.method != "POST":
        if karte is None:
            return render(request, "themen/befund_brett.html", seite | {"geloeschte_karte": befund})
        if not seite["schreibbar"]:
            return render(request, "themen/befund_brett.html", seite)
    initial = {
        "text": befund.text,
        "fassung": befund.fassung,
        "bezug": [ziel.kennung for ziel in karte.vor] if karte else [],
    }
    form = KarteAendernForm(request.POST or None, brett=seite["brett"], art=befund.art, initial=initial)
    status = 200
    if form.is_valid():
        try:
            services.change_befund(
                befund,
                text=form.cleaned_data["text"],
                bezug=form.bezug_chosen,
                fassung=form.cleaned_data["fassung"],
                by=zutritt.by,
            )
            dann = request.POST.get("dann")
            if dann in (services.HOCH, services.RUNTER):
                services.move_befund(befund, richtung=dann, by=zutritt.by)
                return redirect(f"{zutritt.url(gruppe)}?karte={kennung}#karte-{kennung}")
            return redirect(f"{zutritt.url(gruppe)}#karte-{kennung}")
        except Veraltet as error:
            return _conflict(request, seite, form, error.aktuell)
        except (NichtErlaubt, ValidationError) as error:
            status = _add_error(form, error)
    return render(request, "themen/befund_brett.html", seite | {"form": form, "offene_karte": befund}, status=status)


def _conflict(request, seite: dict, form: KarteAendernForm, aktuell: Befund):
    """Both texts side by side; what the person typed stays in the field, at the version they now see."""
    gespeichert, eigener = compare(aktuell.text, form.cleaned_data["text"])
    form.data = form.data.copy()
    form.data["fassung"] = aktuell.fassung
    form["text"].label = _("Gemeinsamer Text")
    context = {"form": form, "aktuell": aktuell, "gespeichert": gespeichert, "eigener": eigener}
    return render(request, "themen/befund_konflikt.html", seite | context, status=409)


def _add_error(form, error: NichtErlaubt | ValidationError) -> int:
    """Say it at the form, which keeps what was typed; the status for the answer."""
    if isinstance(error, NichtErlaubt):
        form.add_error(None, error.satz)
        return 403
    form.add_error(None, error)
    return 200


def _count_people(zutritt: Zutritt, gruppe: Kleingruppe) -> dict:
    """People and institutions in the group now, and whether this participant is one of them; one query."""
    ich = zutritt.anmeldung.pk if zutritt.anmeldung else None
    return gruppe.zuordnungen.filter(bis__isnull=True).aggregate(
        alle=Count("pk"),
        einrichtungen=Count("anmeldung__einrichtung", distinct=True),
        dabei=Count("pk", filter=Q(anmeldung_id=ich)),
    )


def _why_read_only(zutritt: Zutritt, gruppe: Kleingruppe, personen: dict) -> str:
    return services.why_read_only(gruppe, zutritt.by, is_dabei=bool(personen["dabei"]))


def _einrichtungen(zutritt: Zutritt):
    """Institutions with people in this conference, to name the one that a card comes from."""
    return Einrichtung.objects.filter(
        pk__in=zutritt.konferenz.anmeldungen.exclude(einrichtung=None).values("einrichtung")
    )


def _number(value: str | None) -> int:
    if not (value or "").isdecimal() or len(value) > 6:
        raise Http404
    return int(value)
