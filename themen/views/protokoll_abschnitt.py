"""The sections of the minutes: all in a list, each on a page with the data beside the own text."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.forms.gemeinsam import add_service_errors, show_conflict
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.zugriff import Dienst, verwaltung
from themen.forms.protokoll import AbschnittForm, FassungWahlForm
from themen.models import Protokollabschnitt
from themen.protokoll import abschnittsliste, vergleich
from themen.protokoll.abschnitte import gruppen_nummer
from themen.protokoll.daten import Protokoll
from themen.protokoll.druck import gruppe_inhalt
from themen.protokoll.sammeln import collect_entscheidungen
from themen.protokoll.satz import set_data
from themen.protokoll.vorschau import preview
from themen.services import protokoll as service
from themen.views.stelle import photo_path

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
Modus = Protokollabschnitt.Modus


@require_safe
@verwaltung()
def abschnitte(request, dienst: Dienst):
    zeilen = abschnittsliste.collect_zeilen(dienst.konferenz)
    context = dienst.context(
        "protokoll",
        zeilen=zeilen,
        veraltet=sum(zeile.is_veraltet for zeile in zeilen),
        darf_bearbeiten=_may_write(dienst),
    )
    return render(request, "themen/protokoll/abschnitte.html", context)


@READ_OR_SEND
@verwaltung()
def abschnitt(request, dienst: Dienst, schluessel: str):
    daten, row = _find(dienst, schluessel)
    has_daten = vergleich.has_data(schluessel)
    form = AbschnittForm(
        request.POST or None, initial=_initial(request, daten, row, has_daten=has_daten), has_daten=has_daten
    )
    unterschiede = []
    if request.method == "POST" and form.is_valid():
        try:
            service.change_abschnitt(
                konferenz=dienst.konferenz, schluessel=schluessel, by=dienst.by, **form.cleaned_data
            )
        except Veraltet as error:
            unterschiede = show_conflict(form, error.aktuell)
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        except ValidationError as error:
            add_service_errors(form, error, otherwise="text")
        else:
            messages.success(request, _("Der Abschnitt ist gespeichert."))
            return redirect("themen:protokoll_abschnitte", dienst.veranstalter.slug, dienst.konferenz.slug)
    context = _page(dienst, schluessel, daten, row) | {"form": form, "unterschiede": unterschiede}
    status = 409 if unterschiede else 200
    return render(request, "themen/protokoll/abschnitt.html", dienst.context("protokoll", **context), status=status)


@READ_OR_SEND
@verwaltung()
def abschnitt_daten(request, dienst: Dienst, schluessel: str):
    """Ask before the own text goes, then fill the section from the data again."""
    daten, row = _find(dienst, schluessel)
    fehler = ""
    form = FassungWahlForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service.refill_abschnitt(
                konferenz=dienst.konferenz,
                schluessel=schluessel,
                fassung=form.cleaned_data["fassung"],
                by=dienst.by,
            )
        except Veraltet:
            fehler = _(
                "Gerade hat jemand anderes diesen Abschnitt geändert. Es ist nichts verloren. Bitte sehen Sie nach."
            )
            daten, row = _find(dienst, schluessel)
        except NichtErlaubt as error:
            fehler = error.satz
        else:
            messages.success(request, _("Der Abschnitt ist wieder aus den Daten gefüllt. Ihr Text steht unten."))
            return redirect(_address(dienst, schluessel))
    context = _page(dienst, schluessel, daten, row) | {"fehler": fehler}
    return render(request, "themen/protokoll/abschnitt_daten.html", dienst.context("protokoll", **context))


@require_POST
@verwaltung()
def abschnitt_zurueck(request, dienst: Dienst, schluessel: str):
    """An earlier state counts again."""
    form = FassungWahlForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["alt"]:
        raise Http404
    try:
        service.restore_abschnitt(konferenz=dienst.konferenz, schluessel=schluessel, by=dienst.by, **form.cleaned_data)
    except Veraltet:
        messages.error(request, _("Gerade hat jemand anderes diesen Abschnitt geändert. Bitte sehen Sie nach."))
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Der frühere Stand gilt wieder."))
    return redirect(_address(dienst, schluessel))


def _address(dienst: Dienst, schluessel: str) -> str:
    return reverse("themen:protokoll_abschnitt", args=[dienst.veranstalter.slug, dienst.konferenz.slug, schluessel])


def _find(dienst: Dienst, schluessel: str) -> tuple[Protokoll, Protokollabschnitt]:
    """What the data say, and what was decided; 404 for a section that does not exist."""
    daten = vergleich.collect_vergleichbar(dienst.konferenz)
    if vergleich.title(schluessel, daten) is None:
        raise Http404
    row = dienst.konferenz.protokollabschnitte.filter(schluessel=schluessel).first()
    return daten, row or Protokollabschnitt(konferenz=dienst.konferenz, schluessel=schluessel, fassung=0)


def _initial(request, daten: Protokoll, row: Protokollabschnitt, *, has_daten: bool) -> dict:
    """What the form shows first; ?vorlage=daten puts the text of the data in to begin with, and saves nothing."""
    initial = {"fassung": row.fassung, "modus": row.modus, "text": row.text, "publikum": row.publikum}
    if not has_daten and row.modus not in (Modus.ERSETZT, Modus.AUS):
        initial["modus"] = Modus.ERSETZT
    if request.GET.get("vorlage") == "daten" and not row.text:
        initial |= {"modus": Modus.ERSETZT, "text": vergleich.data_text(daten, row.schluessel)}
    return initial


def _page(dienst: Dienst, schluessel: str, daten: Protokoll, row: Protokollabschnitt) -> dict:
    jetzt = vergleich.data_text(daten, schluessel)
    gruppe = daten.gruppe(gruppen_nummer(schluessel) or 0)
    vorher, nachher = abschnittsliste.differences(row, jetzt)
    return {
        "vorschau": preview(daten, schluessel, row.publikum, collect_entscheidungen(dienst.konferenz)),
        "abschnitt": row,
        "titel": vergleich.title(schluessel, daten),
        "has_daten": vergleich.has_data(schluessel),
        "bloecke": set_data(daten, schluessel),
        "g": gruppe_inhalt(gruppe) if gruppe else None,
        "daten_text": jetzt,
        "is_veraltet": abschnittsliste.is_outdated(row, jetzt),
        "vorher": vorher,
        "nachher": nachher,
        "frueher": list(row.fassungen.exclude(fassung=row.fassung)[:20]) if row.pk else [],
        "darf_bearbeiten": _may_write(dienst),
        "warum_nicht": service.why_read_only(dienst.konferenz, dienst.by),
        "is_sofort_oeffentlich": service.is_sofort_oeffentlich(dienst.konferenz),
        "foto_pfad": photo_path(dienst.konferenz),
    }


def _may_write(dienst: Dienst) -> bool:
    return erlaubt(dienst.konferenz, Handlung.PROTOKOLL_BEARBEITEN, dienst.by)
