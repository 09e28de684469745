"""Photos behind the four doors of the board: taken in, described, ordered, typed off. Bytes leave only through here."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.akteur import OEFFENTLICH
from konferenz.bilder import clean_foto
from konferenz.forms.gemeinsam import show_conflict
from konferenz.models import Datei
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.speichern import save_form
from konferenz.zugriff import get_oeffentliche_konferenz, personal_link
from teilnehmer.views.einladung_seite import load_einladung
from themen.forms.foto import FotoAngabenForm, FotosForm
from themen.fotos import allowed_fotos, released_fotos, versions_with, visible_fotos
from themen.models import Foto, Kleingruppe, Publikum
from themen.protokoll.daten import Variante
from themen.protokoll.entwurfsfotos import collect_entwurfsfotos
from themen.protokoll.saetze import aufzaehlung
from themen.protokoll.stand import AUSLIEGEND, reading
from themen.services import foto as services
from themen.views.befund import find_gruppe
from themen.views.befund_zutritt import Zutritt

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def fotos(request, zutritt: Zutritt, nr: int | None = None):
    """All photos of the conference or of one group, and the form for more."""
    gruppe = None if nr is None else find_gruppe(zutritt, nr)
    nur_lesen = services.why_read_only(zutritt.konferenz, zutritt.by, gruppe)
    form = None
    if not nur_lesen:
        form = FotosForm(
            request.POST or None, request.FILES or None, konferenz=zutritt.konferenz if gruppe is None else None
        )
    elif request.method == "POST":
        raise PermissionDenied(nur_lesen)
    if form is not None and form.is_valid():
        neue = _take_in(zutritt, gruppe or form.cleaned_data.get("gruppe"), form)
        if neue:
            _tell_new(request, neue)
        if not form.errors:
            ziel = fotos_url(zutritt) + f"{neue[0].kennung}/" if len(neue) == 1 else request.path
            return redirect(ziel)
    context = _list_context(zutritt, gruppe) | {"form": form, "nur_lesen": nur_lesen}
    return render(request, "themen/fotos.html", context, status=422 if form is not None and form.errors else 200)


def _take_in(zutritt: Zutritt, gruppe: Kleingruppe | None, form: FotosForm) -> list[Foto]:
    """Every photo that is one; of the others the form says what is wrong with them."""
    neue, art, vorgang = [], form.cleaned_data["art"], form.cleaned_data["vorgang"]
    for datei in form.cleaned_data["fotos"]:
        try:
            bild = clean_foto(datei)
            neue.append(
                services.add_foto(
                    zutritt.konferenz, bild=bild, kleingruppe=gruppe, art=art, by=zutritt.by, vorgang=vorgang
                )
            )
        except (ValidationError, NichtErlaubt) as error:
            satz = error.satz if isinstance(error, NichtErlaubt) else error.messages[0]
            form.add_error("fotos", f"{Truncator(datei.name).chars(40)}: {satz}")
    return neue


def _tell_new(request, neue: list[Foto]) -> None:
    satz = ngettext("%(zahl)s Foto ist gespeichert.", "%(zahl)s Fotos sind gespeichert.", len(neue))
    messages.success(request, satz % {"zahl": len(neue)})


@form_methods
def foto(request, zutritt: Zutritt, kennung: str):
    """What is to be seen? One photo, its description, and whether the people in it agreed."""
    row = _find_for_text(zutritt, kennung) if request.method == "POST" else find_foto(zutritt, kennung)
    nur_lesen = services.why_unchangeable(row, zutritt.by)
    form = None
    if not nur_lesen:
        form = FotoAngabenForm(
            request.POST or None,
            konferenz=None if zutritt.is_teilnahme else zutritt.konferenz,
            initial={name: getattr(row, name) for name in ("alternativtext", "personen", "art", "fassung")}
            | {"gruppe": row.kleingruppe and row.kleingruppe.nummer},
        )
    elif request.method == "POST":
        raise PermissionDenied(nur_lesen)
    if form is not None and form.is_valid() and save_form(form, lambda: _describe(row, form, zutritt)):
        messages.success(request, _after_describing(row, form.cleaned_data))
        return redirect(_list_url(zutritt, row.kleingruppe) + f"#foto-{kennung}")
    aktuell = getattr(form, "aktuell", None)
    context = zutritt.rahmen | {
        "basis": zutritt.basis,
        "foto": row,
        "form": form,
        "unterschiede": show_conflict(form, aktuell) if aktuell else [],
        "nur_lesen": nur_lesen,
        "darf_loeschen": row.geloescht_am is None and services.may_delete(row, zutritt.by),
        "fotos_url": fotos_url(zutritt),
        "liste_url": _list_url(zutritt, row.kleingruppe),
        "abtippen_url": _abtippen_url(zutritt, row),
    }
    status = 409 if aktuell else 422 if form is not None and form.errors else 200
    return render(request, "themen/foto.html", context, status=status)


def _taken_back(satz: str, foto: Foto) -> str:
    """The sentence, and what becomes of released minutes that show this photo."""
    nummern = versions_with(foto)
    if not nummern:
        return satz
    folge = ngettext(
        "Es stand in Version %(versionen)s. Deren PDF wird ab jetzt ohne dieses Foto ausgegeben.",
        "Es stand in den Versionen %(versionen)s. Deren PDF-Dateien werden ab jetzt ohne dieses Foto ausgegeben.",
        len(nummern),
    )
    return f"{satz} {folge % {'versionen': aufzaehlung([str(nummer) for nummer in nummern])}}"


def _after_describing(zuvor: Foto, angaben: dict) -> str:
    """What is saved, and what released minutes make of it; they keep the words that they were released with."""
    satz = _("Die Angaben zum Foto sind gespeichert.")
    if not angaben["alternativtext"] or angaben["personen"] == Foto.Personen.UNGEKLAERT:
        return _taken_back(satz, zuvor)
    if angaben["alternativtext"] != zuvor.alternativtext and versions_with(zuvor):
        return f"{satz} {_('Freigegebene Versionen behalten die frühere Beschreibung.')}"
    return satz


def _describe(row: Foto, form: FotoAngabenForm, zutritt: Zutritt) -> None:
    angaben = form.cleaned_data
    services.describe_foto(
        row,
        alternativtext=angaben["alternativtext"],
        personen=angaben["personen"],
        art=angaben["art"],
        kleingruppe=angaben.get("gruppe", row.kleingruppe),
        fassung=angaben["fassung"],
        by=zutritt.by,
    )


@require_POST
def verschieben(request, zutritt: Zutritt, kennung: str):
    row = find_foto(zutritt, kennung)
    richtung = request.POST.get("richtung")
    if richtung not in (services.HOCH, services.RUNTER):
        raise Http404
    services.move_foto(row, richtung=richtung, by=zutritt.by)
    return redirect(_list_url(zutritt, row.kleingruppe) + f"#foto-{kennung}")


@require_POST
def loeschen(request, zutritt: Zutritt, kennung: str):
    row = find_foto(zutritt, kennung)
    services.delete_foto(row, by=zutritt.by)
    satz = _("Das Foto ist gelöscht. Sie können es 30 Tage lang zurückholen.")
    messages.success(request, _taken_back(satz, row))
    return redirect(_list_url(zutritt, row.kleingruppe) + "#geloescht")


@require_POST
def wiederherstellen(request, zutritt: Zutritt, kennung: str):
    row = _find_geloescht(zutritt, kennung)
    services.restore_foto(row, by=zutritt.by)
    satz = _("Das Foto ist wieder da. Bitte klären Sie noch einmal, ob Personen zu erkennen sind.")
    messages.success(request, satz)
    return redirect(fotos_url(zutritt) + f"{kennung}/")


@require_POST
def endgueltig(request, zutritt: Zutritt, kennung: str):
    """For good: somebody does not want to be seen, or sees something that must not be here."""
    row = _find_geloescht(zutritt, kennung)
    satz = _taken_back(_("Das Foto ist endgültig gelöscht."), row)
    services.purge_foto(row, by=zutritt.by)
    messages.success(request, satz)
    return redirect(_list_url(zutritt, row.kleingruppe))


@require_safe
def bild(request, zutritt: Zutritt, kennung: str):
    return image_response(request, find_foto(zutritt, kennung).datei, kennung)


@require_safe
def vorschau(request, zutritt: Zutritt, kennung: str):
    return image_response(request, find_foto(zutritt, kennung).vorschau, kennung)


# Behind an invitation: the photos of the minutes that this institution may read


@require_safe
@personal_link("einladung")
def bild_einladung(request, zugang, kennung: str):
    return image_response(request, _find_for_einladung(zugang, kennung).datei, kennung)


@require_safe
@personal_link("einladung")
def vorschau_einladung(request, zugang, kennung: str):
    return image_response(request, _find_for_einladung(zugang, kennung).vorschau, kennung)


def _find_for_einladung(zugang, kennung: str) -> Foto:
    einladung, _by = load_einladung(zugang)
    liest = reading(zugang.konferenz, entwurf=einladung.anmeldungen.anwesend().exists())
    if liest in AUSLIEGEND:
        fotos = collect_entwurfsfotos(zugang.konferenz, Variante.NETZWERK)
        rows = allowed_fotos(zugang.konferenz, [foto.kennung for foto in fotos])
    elif liest:
        rows = released_fotos(zugang.konferenz, Publikum.NETZWERK)
    else:
        raise Http404
    return get_object_or_404(rows, kennung=kennung)


# Public, after publication


@require_safe
def bild_oeffentlich(request, v: str, k: str, kennung: str):
    return image_response(request, _find_oeffentlich(v, k, kennung).datei, kennung, public=True)


@require_safe
def vorschau_oeffentlich(request, v: str, k: str, kennung: str):
    return image_response(request, _find_oeffentlich(v, k, kennung).vorschau, kennung, public=True)


def _find_oeffentlich(v: str, k: str, kennung: str) -> Foto:
    konferenz = get_oeffentliche_konferenz(v, k)
    if not erlaubt(konferenz, Handlung.ERGEBNISSE_SEHEN, OEFFENTLICH):
        raise Http404
    return get_object_or_404(released_fotos(konferenz, Publikum.OEFFENTLICH), kennung=kennung)


def image_response(request, datei: Datei, kennung: str, *, public: bool = False) -> HttpResponse:
    """The bytes as a picture and nothing else: no sniffing, no script, no frame."""
    etag = f'"{datei.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(bytes(datei.inhalt), content_type=datei.typ)
        response["Content-Disposition"] = content_disposition_header(False, f"foto-{kennung}.jpg")
    response["ETag"] = etag
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    # asked for again every time, so that a photo taken down is gone at once
    response["Cache-Control"] = "no-cache" if public else "no-store, private"
    return response


def find_foto(zutritt: Zutritt, kennung: str) -> Foto:
    """A photo this actor may see."""
    row = get_object_or_404(visible_fotos(zutritt.konferenz, zutritt.by), kennung=kennung)
    return _with_konferenz(row, zutritt)


def _find_geloescht(zutritt: Zutritt, kennung: str) -> Foto:
    rows = zutritt.konferenz.fotos.filter(geloescht_am__isnull=False).select_related("kleingruppe")
    row = _with_konferenz(get_object_or_404(rows, kennung=kennung), zutritt)
    if not services.may_restore(row, zutritt.by):
        raise PermissionDenied
    return row


def _find_for_text(zutritt: Zutritt, kennung: str) -> Foto:
    """The same, also deleted in between: what somebody wrote about it is shown to them once more."""
    rows = zutritt.konferenz.fotos.filter(geloescht_am__isnull=False).select_related("kleingruppe")
    row = rows.filter(kennung=kennung).first()
    if row is None or services.why_unchangeable(_with_konferenz(row, zutritt), zutritt.by):
        return find_foto(zutritt, kennung)
    return row


def _with_konferenz(row: Foto, zutritt: Zutritt) -> Foto:
    row.konferenz = zutritt.konferenz
    if row.kleingruppe is not None:
        row.kleingruppe.konferenz = zutritt.konferenz
    return row


def fotos_url(zutritt: Zutritt) -> str:
    """Where the addresses of photos begin for this person."""
    if zutritt.by.is_verwaltung:
        return f"/verwaltung/{zutritt.parameter['v']}/{zutritt.parameter['k']}/fotos/"
    return f"{zutritt.rahmen['heim']}fotos/"


def _list_url(zutritt: Zutritt, gruppe: Kleingruppe | None) -> str:
    """Participants and groups go back to their group, everything else to the whole list."""
    if gruppe is None or zutritt.by.is_verwaltung:
        return fotos_url(zutritt)
    return f"{zutritt.url(gruppe)}fotos/"


def _abtippen_url(zutritt: Zutritt, row: Foto) -> str:
    if row.art != Foto.Art.BOGEN or row.kleingruppe is None:
        return ""
    return f"{zutritt.url(row.kleingruppe)}abtippen/{row.kennung}/"


def _list_context(zutritt: Zutritt, gruppe: Kleingruppe | None) -> dict:
    """The photos by group, what is missing for the minutes, and what was deleted."""
    rows = visible_fotos(zutritt.konferenz, zutritt.by)
    if gruppe is not None:
        rows = rows.filter(kleingruppe=gruppe)
    rows = [_with_konferenz(row, zutritt) for row in rows]
    for row in rows:
        row.abtippen_url = _abtippen_url(zutritt, row)
    darf_alles = erlaubt(zutritt.konferenz, Handlung.FOTO_ENTFERNEN, zutritt.by)
    darf = darf_alles or not services.why_read_only(zutritt.konferenz, zutritt.by, gruppe)
    geloescht = zutritt.konferenz.fotos.filter(geloescht_am__isnull=False).select_related("kleingruppe")
    if not darf_alles:
        geloescht = geloescht.exclude(geloescht_von__in=services.PLANENDE)
    if gruppe is not None:
        geloescht = geloescht.filter(kleingruppe=gruppe)
    return zutritt.rahmen | {
        "basis": zutritt.basis,
        "breit": True,
        "gruppe": gruppe,
        "abschnitte": [(key, list(some)) for key, some in groupby(rows, key=lambda row: row.kleingruppe)],
        "zahl": len(rows),
        "fehlend": [row for row in rows if not row.is_druckbar],
        "geloescht": list(geloescht.order_by("-geloescht_am")) if darf else [],
        "darf_endgueltig": darf_alles,
        "fotos_url": fotos_url(zutritt),
        "brett_url": zutritt.url(gruppe) if gruppe else "",
    }
