"""The Warteliste: who waits, which seats are held until when, whom to call; and saying "yes, I come"."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.akteur import Akteur, Rolle
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import personal_link, verwaltung
from teilnehmer.models import Anmeldung
from teilnehmer.services import warteliste as services
from teilnehmer.services.plaetze import load_saal, positions
from teilnehmer.views.anmeldung import whom

PRO_SEITE = 50
MOST_HELD = 100
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _context(dienst, **more) -> dict:
    return dienst.context(
        "anmeldungen",
        darf_abmelden=dienst.darf_schreiben and erlaubt(dienst.konferenz, Handlung.ABMELDEN, dienst.by),
        darf_verlaengern=erlaubt(dienst.konferenz, Handlung.EINLADEN, dienst.by),
        **more,
    )


def _back(dienst):
    return redirect("teilnehmer:warteliste", dienst.veranstalter.slug, dienst.konferenz.slug)


def _held(dienst, kennung: str) -> Anmeldung:
    rows = dienst.konferenz.anmeldungen.nennbar().filter(status=Anmeldung.Status.ANGEMELDET)
    row = get_object_or_404(rows.select_related("einrichtung"), kennung=kennung)
    row.konferenz = dienst.konferenz
    return row


@require_safe
@verwaltung()
def warteliste(request, dienst):
    """Held seats with their time to confirm, then everybody who waits, in the one order."""
    konferenz = dienst.konferenz
    alle = konferenz.anmeldungen.nennbar().select_related("einrichtung", "einladung__zugang")
    saal = load_saal(konferenz)
    nachgerueckt = alle.filter(status=Anmeldung.Status.ANGEMELDET, nachgerueckt_am__isnull=False)
    nachgerueckt = services.with_anruf(nachgerueckt).order_by("bestaetigen_bis", "pk")[:MOST_HELD]
    gehalten = [row for row in nachgerueckt if row.bestaetigen_bis]
    anrufen = [row for row in nachgerueckt if services.has_to_be_called(konferenz, row)]
    blatt = Paginator(alle.warteliste(), PRO_SEITE).get_page(request.GET.get("seite"))
    places = positions(konferenz)
    for row in blatt.object_list:
        row.platz = places.get(row.pk)
        row.am_limit = saal.is_at_limit(row.einrichtung_id)
    context = _context(
        dienst,
        saal=saal,
        gehalten=gehalten,
        anrufen=anrufen,
        blatt=blatt,
        jetzt=timezone.now(),
        rueckt_nach=services.moves_up(konferenz),
        versteckt=saal.wartend - blatt.paginator.count,
    )
    return render(request, "teilnehmer/warteliste.html", context)


@require_POST
@verwaltung()
def kommt(request, dienst, kennung):
    """The person said so on the phone."""
    try:
        services.confirm_platz(_held(dienst, kennung), by=dienst.by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        messages.success(request, _("Der Platz ist bestätigt."))
    return _back(dienst)


@READ_OR_SEND
@verwaltung(schreibend=True)
def frist(request, dienst, kennung):
    row = _held(dienst, kennung)
    if request.method == "POST":
        try:
            row = services.extend_frist(row, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
        else:
            bis = services.frist_worte(row.bestaetigen_bis)
            messages.success(request, _("Der Platz ist jetzt gehalten bis %(bis)s.") % {"bis": bis})
        return _back(dienst)
    return confirm(
        request,
        _context(dienst),
        titel=_("Frist verlängern"),
        frage=_("Möchten Sie den Platz von %(name)s länger halten?") % {"name": whom(row)},
        folgen=[
            _("Neue Frist: %(bis)s.") % {"bis": services.frist_worte(services.next_frist(dienst.konferenz))},
            _("Eine Mail geht dafür nicht hinaus."),
        ],
        knopf=_("Frist verlängern"),
        zurueck=_back(dienst).url,
    )


@require_POST
@personal_link("einladung")
def platz(request, zugang, kennung):
    """The institution says that its person comes."""
    row = get_object_or_404(
        Anmeldung.objects.nennbar().dabei().filter(einladung__zugang=zugang, konferenz=zugang.konferenz),
        kennung=kennung,
    )
    try:
        services.confirm_platz(row, by=Akteur(Rolle.EINRICHTUNG, row.einladung_id))
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        messages.success(request, _("Der Platz von %(name)s ist bestätigt.") % {"name": row.name})
    return redirect(zugang.pfad)
