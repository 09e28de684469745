"""The Postausgang: what was written to whom, and where it is. Account mails never appear here."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from konferenz import mail
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import verwaltung
from teilnehmer import briefe
from teilnehmer.forms.postausgang import PostausgangFilter
from teilnehmer.models import Einrichtung, Nachricht
from teilnehmer.models.nachricht import GESCHEITERT
from teilnehmer.services import nachricht as service
from teilnehmer.zustellung import explain

PRO_SEITE = 50


def _context(dienst, **more) -> dict:
    return dienst.context(bereich="postausgang", mit_mailserver=mail.has_server(), **more)


def _nachrichten(dienst):
    # Letters to somebody with a Sperrvermerk are in no list.
    return Nachricht.objects.filter(konferenz__veranstalter=dienst.veranstalter).exclude(anmeldung__gesperrt=True)


@require_safe
@verwaltung()
def postausgang(request, dienst):
    filterung = PostausgangFilter(request.GET, veranstalter=dienst.veranstalter)
    rows = filterung.apply(_nachrichten(dienst).for_list())
    einrichtung = None
    if kennung := request.GET.get("einrichtung"):
        einrichtung = get_object_or_404(Einrichtung, veranstalter=dienst.veranstalter, kennung=kennung)
        rows = rows.of_einrichtung(einrichtung)
    blatt = Paginator(rows, PRO_SEITE).get_page(request.GET.get("seite"))
    for row in blatt.object_list:
        found = explain(row.fehler) if row.is_gescheitert else None
        row.grund = found.satz if found else ""
        row.eintragbar = row.is_versandt and erlaubt(row.konferenz, Handlung.BENACHRICHTIGEN, dienst.by)
    context = _context(
        dienst,
        filter=filterung,
        blatt=blatt,
        einrichtung=einrichtung,
        gefiltert=any(request.GET.get(name) for name in filterung.fields),
        **_nachrichten(dienst).aggregate(
            liegende=Count("pk", filter=Q(post__isnull=True)), gescheiterte=Count("pk", filter=GESCHEITERT)
        ),
    )
    return render(request, "teilnehmer/postausgang.html", context)


@require_safe
@verwaltung()
def nachricht(request, dienst, pk):
    """One letter; its personal links are masked, but on an example installation they can be clicked."""
    row = get_object_or_404(_nachrichten(dienst).for_list(), pk=pk)
    text = mail.insert_links(row.text) if settings.BEISPIEL else briefe.mask(row.text, row.einladung)
    darf_eintragen = erlaubt(row.konferenz, Handlung.BENACHRICHTIGEN, dienst.by)
    context = _context(dienst, nachricht=row, text=text, grund=explain(row.fehler), darf_eintragen=darf_eintragen)
    return render(request, "teilnehmer/nachricht.html", context)


@require_POST
@verwaltung()
def senden(request, dienst):
    """Hand over what was written while there was no mail server."""
    zahl = service.send_liegende(veranstalter=dienst.veranstalter, by=dienst.by)
    if zahl:
        _say_sent(request, zahl)
    else:
        messages.info(request, _("Es liegt nichts zum Senden hier."))
    return redirect("teilnehmer:postausgang", dienst.veranstalter.slug)


@require_POST
@verwaltung()
def noch_einmal(request, dienst):
    """Send again everything that the mail server refused."""
    _say_sent(request, service.retry_nachrichten(veranstalter=dienst.veranstalter, by=dienst.by))
    return redirect("teilnehmer:postausgang", dienst.veranstalter.slug)


@require_POST
@verwaltung()
def nachricht_noch_einmal(request, dienst, pk):
    row = get_object_or_404(_nachrichten(dienst), pk=pk)
    _say_sent(request, service.retry_nachrichten(veranstalter=dienst.veranstalter, nachricht=row, by=dienst.by))
    return redirect("teilnehmer:nachricht", dienst.veranstalter.slug, row.pk)


@require_POST
@verwaltung()
def zurueckgekommen(request, dienst, pk):
    """Somebody saw in the mailbox that this letter came back, or was wrong about it."""
    row = get_object_or_404(_nachrichten(dienst).select_related("konferenz"), pk=pk)
    is_zurueck = request.POST.get("zurueck") == "1"
    try:
        service.mark_zurueck(nachricht=row, is_zurueck=is_zurueck, by=dienst.by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        messages.success(
            request,
            _("Die Nachricht ist als zurückgekommen eingetragen. Bitte berichtigen Sie die Adresse.")
            if is_zurueck
            else _("Die Nachricht gilt wieder als versandt."),
        )
    return redirect("teilnehmer:nachricht", dienst.veranstalter.slug, row.pk)


def _say_sent(request, zahl: int) -> None:
    if zahl:
        satz = ngettext("%(zahl)s Nachricht geht jetzt hinaus.", "%(zahl)s Nachrichten gehen jetzt hinaus.", zahl)
        messages.success(request, satz % {"zahl": zahl})
    else:
        messages.info(request, _("Es gibt nichts, was noch einmal hinausgehen kann."))
