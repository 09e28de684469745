from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from konferenz.forms.phase import PhaseForm, PhaseZurueckForm, TorForm
from konferenz.models import Konferenz
from konferenz.models.konferenz import Tor
from konferenz.permissions import TORNAMEN, Handlung, erlaubt, is_tor_offen, tor_grund
from konferenz.services import phase as service
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.zugriff import verwaltung

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
Phase = Konferenz.Phase

# What the button says and what follows from pressing it.
SCHRITTE = {
    Phase.VORBEREITUNG: (
        gettext_lazy("Vorbereitung beginnen"),
        [
            gettext_lazy("Die öffentliche Seite ist für alle sichtbar."),
            gettext_lazy("Anmeldung und Themen öffnen sich."),
            gettext_lazy("Sie können einladen. Versandt wird erst, was Sie freigeben."),
        ],
    ),
    Phase.DURCHFUEHRUNG: (
        gettext_lazy("Durchführung beginnen"),
        [
            gettext_lazy("Die Moderation steuert den Ablauf."),
            gettext_lazy("Gruppenwahl und Karten öffnen sich mit ihrem Programmpunkt."),
            gettext_lazy("Einrichtungen melden sich nur noch an, wenn Sie das Tor von Hand öffnen."),
        ],
    ),
    Phase.NACHBEREITUNG: (
        gettext_lazy("Nachbereitung beginnen"),
        [
            gettext_lazy("Teilnehmende schreiben keine Karten mehr."),
            gettext_lazy("Sie vervollständigen Karten, Anwesenheit und Protokoll."),
        ],
    ),
    Phase.VEROEFFENTLICHT: (
        gettext_lazy("Ergebnisse veröffentlichen"),
        [
            gettext_lazy("Ergebnisse und öffentliches Protokoll sind für alle sichtbar."),
            gettext_lazy("Namen von Personen stehen nicht darin."),
            gettext_lazy("An der Konferenz lässt sich danach nichts mehr ändern."),
        ],
    ),
    Phase.ARCHIVIERT: (
        gettext_lazy("Konferenz archivieren"),
        [gettext_lazy("Die Ergebnisse bleiben öffentlich."), gettext_lazy("Die Konferenz ist abgeschlossen.")],
    ),
}


def _context(dienst, **more) -> dict:
    return dienst.context("uebersicht", **more)


def _home(dienst) -> str:
    return reverse("themen:uebersicht", args=[dienst.veranstalter.slug, dienst.konferenz.slug])


def steps(konferenz: Konferenz) -> list[dict]:
    """All phases in order with when they were entered, for the line of dots; one query."""
    seit = {wechsel.nach: wechsel.am for wechsel in konferenz.phasenwechsel.all()}
    seit.setdefault(Phase.ENTWURF, konferenz.angelegt_am)
    now = service.REIHENFOLGE.index(Phase(konferenz.phase))
    return [
        {
            "name": phase.label,
            "seit": seit.get(phase) if i <= now else None,
            "stand": "jetzt" if i == now else "da" if i < now else "",
        }
        for i, phase in enumerate(service.REIHENFOLGE)
    ]


@READ_OR_SEND
@verwaltung()
def phase(request, dienst):
    """Says what the next phase brings and what is still missing; POST enters it."""
    konferenz = dienst.konferenz
    form = PhaseForm(request.POST or None)
    fehler = []
    if request.method == "POST" and form.is_valid():
        nach = form.cleaned_data["nach"]
        if nach == Phase.VEROEFFENTLICHT and konferenz.phase == Phase.NACHBEREITUNG:  # a form of an earlier day
            messages.error(request, _("Bitte sehen Sie zuerst an, was öffentlich wird. Es ist nichts veröffentlicht."))
            return redirect("themen:veroeffentlichen", dienst.veranstalter.slug, dienst.konferenz.slug)
        try:
            konferenz = service.advance_phase(konferenz, nach=nach, by=dienst.by)
        except (NichtErlaubt, Veraltet) as error:
            messages.error(request, getattr(error, "satz", None) or str(error))
            return redirect("konferenz:phase", dienst.veranstalter.slug, dienst.konferenz.slug)
        except ValidationError as error:
            fehler = error.messages
        else:
            messages.success(request, _("Die Phase heißt jetzt „%(phase)s“.") % {"phase": Phase(konferenz.phase).label})
            return redirect(_home(dienst))
    ziel = service.next_phase(konferenz.phase)
    knopf, folgen = SCHRITTE.get(ziel, ("", []))
    context = _context(
        dienst,
        schritte=steps(konferenz),
        ziel=ziel,
        knopf=knopf,
        folgen=folgen,
        fehlt=fehler or (service.missing_for(konferenz, ziel) if ziel else []),
        darf_vor=service.may_advance(konferenz, dienst.by),
        darf_zurueck=service.may_revert(konferenz, dienst.by),
        nur_leitung=ziel == Phase.VEROEFFENTLICHT and not dienst.darf_leiten,
    )
    return render(request, "konferenz/phase.html", context, status=409 if fehler else 200)


@READ_OR_SEND
@verwaltung(schreibend=True)
def phase_zurueck(request, dienst):
    konferenz = dienst.konferenz
    if konferenz.phase == Phase.VEROEFFENTLICHT:  # what is public is taken down, with the letters that rely on it
        if request.method == "POST":
            messages.error(request, service.why_take_down())
        seite = reverse("themen:veroeffentlichen", args=[dienst.veranstalter.slug, konferenz.slug])
        return redirect(f"{seite}#herunter")
    ziel = service.previous_phase(konferenz.phase)
    form = PhaseZurueckForm(request.POST or None, initial={"nach": ziel})
    if request.method == "POST" and form.is_valid():
        try:
            row = service.revert_phase(
                konferenz, form.cleaned_data["grund"], nach=form.cleaned_data["nach"], by=dienst.by
            )
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        except Veraltet as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Die Phase heißt jetzt „%(phase)s“.") % {"phase": Phase(row.phase).label})
            return redirect(_home(dienst))
    context = _context(dienst, form=form, ziel=ziel, darf_zurueck=service.may_revert(konferenz, dienst.by))
    return render(request, "konferenz/phase_zurueck.html", context)


def gates(konferenz: Konferenz) -> list[dict]:
    """The four gates with name, state and reason, in the order of the day."""
    return [
        {
            "tor": tor,
            "name": Konferenz._meta.get_field(f"tor_{tor}").verbose_name,
            "offen": is_tor_offen(konferenz, tor),
            "grund": tor_grund(konferenz, tor),
            "stellung": getattr(konferenz, f"tor_{tor}"),
        }
        for tor in TORNAMEN
    ]


@READ_OR_SEND
@verwaltung()
def tore(request, dienst):
    if request.method == "POST":
        form = TorForm(request.POST)
        if form.is_valid():
            try:
                service.set_tor(konferenz=dienst.konferenz, by=dienst.by, **form.cleaned_data)
            except NichtErlaubt as error:
                messages.error(request, error.satz)
            else:
                messages.success(request, _("Die Einstellung ist gespeichert."))
        else:
            messages.error(request, _("Diese Einstellung gibt es nicht."))
        return redirect("konferenz:tore", dienst.veranstalter.slug, dienst.konferenz.slug)
    context = _context(
        dienst,
        tore=gates(dienst.konferenz),
        stellungen=[
            (Tor.AUTOMATISCH, _("Automatisch")),
            (Tor.OFFEN, _("Öffnen")),
            (Tor.GESCHLOSSEN, _("Schließen")),
        ],
        darf_stellen=erlaubt(dienst.konferenz, Handlung.TORE_STELLEN, dienst.by),
    )
    return render(request, "konferenz/tore.html", context)
