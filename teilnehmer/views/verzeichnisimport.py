"""A file into the directory, for officers: upload, columns, preview, take over, take back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.services.fehler import NichtErlaubt
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import verwaltung
from teilnehmer.forms.verzeichnisimport import DateiForm, DoppelForm, SpaltenForm
from teilnehmer.models import Verzeichnisimport
from teilnehmer.models.verzeichnisimport import TAGE_DATEI, TAGE_RUECKNAHME
from teilnehmer.services import verzeichnisimport as service
from teilnehmer.services.verzeichnisruecknahme import take_back_import
from teilnehmer.verzeichnis.bestand import Bestand
from teilnehmer.verzeichnis.export import AUSGELASSEN, XLSX, left_out_xlsx
from teilnehmer.verzeichnis.plan import (
    ARTEN,
    ENTSCHEIDEN,
    FEHLERHAFT,
    GEAENDERT,
    NEU,
    UEBERSPRUNGEN,
    UNVERAENDERT,
    VERALTET,
)

PRO_SEITE = 50
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _context(dienst, **more) -> dict:
    return dienst.context(bereich="einrichtungen", **more)


def _import(dienst, kennung: str) -> Verzeichnisimport:
    row = get_object_or_404(Verzeichnisimport, veranstalter=dienst.veranstalter, kennung=kennung)
    row.veranstalter = dienst.veranstalter
    return row


def _to(dienst, row: Verzeichnisimport, name: str = "verzeichnisimport"):
    return redirect(f"teilnehmer:{name}", dienst.veranstalter.slug, row.kennung)


def _titles() -> dict[str, str]:
    return {
        ENTSCHEIDEN: _("vielleicht schon im Verzeichnis"),
        FEHLERHAFT: _("fehlerhaft, bleibt draußen"),
        NEU: _("neu"),
        GEAENDERT: _("geändert"),
        UNVERAENDERT: _("unverändert"),
        UEBERSPRUNGEN: _("übersprungen"),
        VERALTET: _("vom Verzeichnis überholt, nicht übernommen"),
    }


@READ_OR_SEND
@verwaltung(schreibend=True)
def hochladen(request, dienst):
    """Choose a file; below, the latest imports."""
    form = DateiForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = DateiForm(request.POST, request.FILES)
        if form.is_valid():
            row = service.create_import(
                veranstalter=dienst.veranstalter,
                dateiname=form.cleaned_data["datei"].name,
                tabelle=form.tabelle,
                by=dienst.by,
            )
            return _to(dienst, row, "verzeichnisimport_spalten")
    importe = Verzeichnisimport.objects.filter(veranstalter=dienst.veranstalter).for_list()[:10]
    context = _context(dienst, form=form, importe=importe, tage=TAGE_DATEI)
    return render(request, "teilnehmer/import_hochladen.html", context)


@READ_OR_SEND
@verwaltung(schreibend=True)
def spalten(request, dienst, kennung):
    """Which column is what; values that only a person can interpret, each once."""
    row = _import(dienst, kennung)
    if not row.is_vorschau:
        return _to(dienst, row)
    bestand = Bestand(dienst.veranstalter)
    form = SpaltenForm(request.POST or None, verzeichnisimport=row, bestand=bestand)
    if request.method == "POST" and form.is_valid():
        try:
            row = service.update_columns(
                verzeichnisimport=row, zuordnung=form.zuordnung(), werte=form.werte(), by=dienst.by
            )
        except NichtErlaubt as error:
            messages.error(request, error.satz)
            return _to(dienst, row)
        gefragt = set(form.werte_felder.values())
        neue = set(SpaltenForm(None, verzeichnisimport=row, bestand=bestand).werte_felder.values()) - gefragt
        if neue:
            messages.warning(request, _("Einige Werte sind noch nicht eindeutig. Bitte wählen Sie unten, was gilt."))
            return _to(dienst, row, "verzeichnisimport_spalten")
        return _to(dienst, row)
    return render(request, "teilnehmer/import_spalten.html", _context(dienst, form=form, verzeichnisimport=row))


@require_safe
@verwaltung(schreibend=True)
def verzeichnisimport(request, dienst, kennung):
    """Where the import stands: preview, progress, or what became of it."""
    row = _import(dienst, kennung)
    titel = _titles()
    zahlen = [
        {"art": art, "titel": titel[art], "zahl": row.zahlen[art], "da": row.is_vorschau or art in AUSGELASSEN}
        for art in ARTEN
        if row.zahlen.get(art)
    ]
    zeigen = request.GET.get("zeigen", "")
    if zeigen not in titel:
        vorn = [VERALTET] if row.zahlen.get(VERALTET) else [eintrag["art"] for eintrag in zahlen]
        zeigen = next(iter(vorn), NEU)
    rows = [zeile for zeile in row.plan if zeile["art"] == zeigen]
    if row.is_vorschau and zeigen in (ENTSCHEIDEN, UEBERSPRUNGEN):  # one question per institution
        rows = [zeile for zeile in rows if zeile["vorschlaege"]]
    blatt = Paginator(rows, PRO_SEITE).get_page(request.GET.get("seite"))
    context = _context(
        dienst,
        verzeichnisimport=row,
        zahlen=zahlen,
        zeigen=zeigen,
        zeigen_titel=titel[zeigen],
        blatt=blatt,
        uebernehmbar=row.zahlen.get(NEU, 0) + row.zahlen.get(GEAENDERT, 0),
        ueberholt=row.zahlen.get(VERALTET, 0),
        ausgelassen=sum(row.zahlen.get(art, 0) for art in AUSGELASSEN),
        tage=TAGE_DATEI,
        tage_ruecknahme=TAGE_RUECKNAHME,
    )
    if row.is_vorschau and dienst.darf_schreiben and zeigen in (ENTSCHEIDEN, UEBERSPRUNGEN):
        context["doppel"] = DoppelForm(None, zeilen=blatt.object_list, entscheidungen=row.entscheidungen)
    return render(request, "teilnehmer/import_stand.html", context)


@require_POST
@verwaltung()
def entscheiden(request, dienst, kennung):
    row = _import(dienst, kennung)
    form = DoppelForm(request.POST, zeilen=row.plan, entscheidungen=row.entscheidungen)
    if form.is_valid():
        try:
            row = service.decide_duplicates(
                verzeichnisimport=row,
                entscheidungen=form.entscheidungen(),
                alle_neu="alle_neu" in request.POST,
                by=dienst.by,
            )
            messages.success(request, _("Ihre Auswahl ist gespeichert."))
        except NichtErlaubt as error:
            messages.error(request, error.satz)
    else:
        messages.error(request, _("Das Verzeichnis hat sich geändert. Bitte prüfen Sie die Vorschau noch einmal."))
    return _to(dienst, row)


@require_POST
@verwaltung()
def uebernehmen(request, dienst, kennung):
    row = _import(dienst, kennung)
    fassung = request.POST.get("fassung", "")
    try:
        service.start_import(
            verzeichnisimport=row,
            fassung=int(fassung) if fassung.isdecimal() and len(fassung) < 9 else None,
            by=dienst.by,
        )
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    return _to(dienst, row)


@require_POST
@verwaltung()
def sofort(request, dienst, kennung):
    """Where no background worker runs: the same job in this request."""
    row = _import(dienst, kennung)
    if row.is_wartend:
        service.run_import(pk=row.pk, rolle=str(dienst.by.rolle), akteur=dienst.by.id)
    return _to(dienst, row)


@require_safe
@verwaltung(schreibend=True)
def ausgelassene(request, dienst, kennung):
    """Rows that stay outside, each with the reason, to be mended and uploaded again."""
    row = _import(dienst, kennung)
    if not row.tabelle or not any(zeile["art"] in AUSGELASSEN for zeile in row.plan):
        raise Http404
    return HttpResponse(
        left_out_xlsx(row.tabelle, row.plan),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="ausgelassen-{row.kennung}.xlsx"'},
    )


@READ_OR_SEND
@verwaltung(schreibend=True)
def zuruecknehmen(request, dienst, kennung):
    row = _import(dienst, kennung)
    back = _to(dienst, row)
    if request.method == "POST":
        try:
            row = take_back_import(verzeichnisimport=row, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
        else:
            messages.success(request, _("Der Import ist zurückgenommen."))
        return back
    if not row.is_ruecknehmbar:
        return back
    return confirm(
        request,
        _context(dienst),
        titel=_("Import zurücknehmen"),
        frage=_("Möchten Sie den Import „%(name)s“ zurücknehmen?") % {"name": row.dateiname},
        folgen=[
            _("Was der Import angelegt hat, wird gelöscht. Was er geändert hat, wird wie vorher."),
            _("Was seitdem geändert oder schon benutzt wurde, bleibt. Es wird danach genannt."),
        ],
        knopf=_("Import zurücknehmen"),
        zurueck=back.url,
    )


@READ_OR_SEND
@verwaltung(schreibend=True)
def verwerfen(request, dienst, kennung):
    row = _import(dienst, kennung)
    if request.method == "POST":
        try:
            service.discard_import(verzeichnisimport=row, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
            return _to(dienst, row)
        messages.success(request, _("Die Datei ist gelöscht. Im Verzeichnis wurde nichts geändert."))
        return redirect("teilnehmer:verzeichnisimport_hochladen", dienst.veranstalter.slug)
    if not row.is_vorschau:
        return _to(dienst, row)
    return confirm(
        request,
        _context(dienst),
        titel=_("Import verwerfen"),
        frage=_("Möchten Sie die Datei „%(name)s“ löschen?") % {"name": row.dateiname},
        folgen=[_("Am Verzeichnis ändert das nichts.")],
        knopf=_("Datei löschen"),
        zurueck=_to(dienst, row).url,
    )
