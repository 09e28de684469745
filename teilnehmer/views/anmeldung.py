"""Who is registered, for officers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import verwaltung
from teilnehmer.forms.anmeldung import AnmeldungFilter
from teilnehmer.models import Anmeldung
from teilnehmer.services.anmeldung import set_sperrvermerk
from teilnehmer.services.antwort import cancel_anmeldung
from teilnehmer.services.plaetze import load_saal

Status = Anmeldung.Status
PRO_SEITE = 50
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _context(dienst, **more) -> dict:
    return dienst.context("anmeldungen", darf_abmelden=erlaubt(dienst.konferenz, Handlung.ABMELDEN, dienst.by), **more)


def _back(dienst):
    return redirect("teilnehmer:anmeldungen", dienst.veranstalter.slug, dienst.konferenz.slug)


def _anmeldung(dienst, kennung: str, **conditions) -> Anmeldung:
    rows = dienst.konferenz.anmeldungen.select_related("einrichtung").filter(**conditions)
    row = get_object_or_404(rows, kennung=kennung)
    row.konferenz = dienst.konferenz
    return row


@require_safe
@verwaltung()
def anmeldungen(request, dienst):
    """Persons in German order, without those with a Sperrvermerk; those are counted and have a list of their own."""
    filterung = AnmeldungFilter(request.GET)
    alle = dienst.konferenz.anmeldungen
    rows = filterung.apply(alle.nennbar()).select_related("einrichtung", "einladung__zugang")
    blatt = Paginator(rows.order_by("sortierschluessel", "pk"), PRO_SEITE).get_page(request.GET.get("seite"))
    zahlen = alle.aggregate(
        angefragt=Count("pk", filter=Q(status="angefragt")),
        namenlos=Count("pk", filter=Q(status="angemeldet", vorname="", nachname="")),
        anwesend=Count("pk", filter=Q(anwesend_am__isnull=False)),
        mit_vermerk=Count("pk", filter=Q(gesperrt=True)),
    )
    saal = load_saal(dienst.konferenz)
    context = _context(
        dienst,
        filter=filterung,
        blatt=blatt,
        zahlen=zahlen,
        saal=saal,
        gefiltert=any(request.GET.get(name) for name in filterung.fields),
    )
    return render(request, "teilnehmer/anmeldungen.html", context)


@require_safe
@verwaltung(schreibend=True)
def gesperrte(request, dienst):
    """Seats with a Sperrvermerk, without names: so that a mark can be taken back."""
    rows = dienst.konferenz.anmeldungen.filter(gesperrt=True).order_by("angemeldet_am", "pk")
    blatt = Paginator(rows, PRO_SEITE).get_page(request.GET.get("seite"))
    return render(request, "teilnehmer/gesperrte.html", _context(dienst, blatt=blatt))


@READ_OR_SEND
@verwaltung(schreibend=True)
def absagen(request, dienst, kennung):
    row = _anmeldung(dienst, kennung, gesperrt=False)
    if row.status == Status.ANGEFRAGT or (row.status == Status.ABGESAGT and request.method != "POST"):
        raise Http404
    if request.method == "POST":
        try:
            cancel_anmeldung(row, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
        else:
            messages.success(
                request,
                _("Die Person steht nicht mehr auf der Warteliste.")
                if row.status == Status.WARTELISTE
                else _("Die Person ist abgemeldet. Ihr Platz ist wieder frei."),
            )
        return _back(dienst)
    if row.status == Status.WARTELISTE:
        return confirm(
            request,
            _context(dienst),
            titel=_("Von der Warteliste nehmen"),
            frage=_("Möchten Sie %(name)s von der Warteliste nehmen?") % {"name": whom(row)},
            folgen=[_("Wer dahinter wartet, rückt einen Platz vor.")],
            knopf=_("Von der Warteliste nehmen"),
            zurueck=reverse("teilnehmer:warteliste", args=[dienst.veranstalter.slug, dienst.konferenz.slug]),
        )
    return confirm(
        request,
        _context(dienst),
        titel=_("Person abmelden"),
        frage=_("Möchten Sie %(name)s abmelden?") % {"name": whom(row)},
        folgen=[_("Der Platz wird frei. Wer auf der Warteliste steht, rückt nach.")],
        knopf=_("Person abmelden"),
        zurueck=_back(dienst).url,
    )


@READ_OR_SEND
@verwaltung(schreibend=True)
def sperrvermerk(request, dienst, kennung):
    """Set the mark, or take it back: the form says which, so that two officers never undo each other."""
    row = _anmeldung(dienst, kennung)
    if request.method == "POST":
        gesperrt = request.POST.get("gesperrt", "1") == "1"
        set_sperrvermerk(anmeldung=row, gesperrt=gesperrt, by=dienst.by)
        messages.success(
            request,
            _("Der Sperrvermerk ist gesetzt. Die Person steht in keiner Liste mehr.")
            if gesperrt
            else _("Der Sperrvermerk ist aufgehoben."),
        )
        return _back(dienst)
    if row.gesperrt:
        return redirect("teilnehmer:anmeldungen_gesperrt", dienst.veranstalter.slug, dienst.konferenz.slug)
    return confirm(
        request,
        _context(dienst),
        titel=_("Sperrvermerk setzen"),
        frage=_("Möchten Sie für %(name)s einen Sperrvermerk setzen?") % {"name": whom(row)},
        folgen=[
            _("Die Person erscheint in keiner Liste, keinem Druck und keinem Export."),
            _("Ihr Platz und ihr Pass bleiben."),
        ],
        knopf=_("Sperrvermerk setzen"),
        zurueck=_back(dienst).url,
    )


def whom(row: Anmeldung) -> str:
    """A person with a name, or the seat of an institution."""
    if row.has_name or not row.einrichtung:
        return row.name
    return _("eine Person von „%(einrichtung)s“") % {"einrichtung": row.einrichtung.name}
