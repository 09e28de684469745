"""The Postausgang: what was written to whom, and where it is. Account mails never appear here."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from konferenz import mail
from konferenz.zugriff import verwaltung
from teilnehmer import briefe
from teilnehmer.forms.postausgang import PostausgangFilter
from teilnehmer.models import Einrichtung, Nachricht
from teilnehmer.services import nachricht as service

PRO_SEITE = 50


def _context(dienst, **more) -> dict:
    return {
        "dienst": dienst,
        "veranstalter": dienst.veranstalter,
        "bereich": "postausgang",
        "mit_mailserver": mail.has_server(),
    } | more


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
    context = _context(
        dienst,
        filter=filterung,
        blatt=blatt,
        einrichtung=einrichtung,
        gefiltert=any(request.GET.get(name) for name in filterung.fields),
        liegende=_nachrichten(dienst).filter(post__isnull=True).count(),
    )
    return render(request, "teilnehmer/postausgang.html", context)


@require_safe
@verwaltung()
def nachricht(request, dienst, pk):
    """One letter; its personal links are masked, but on an example installation they can be clicked."""
    row = get_object_or_404(_nachrichten(dienst).for_list(), pk=pk)
    text = mail.insert_links(row.text) if settings.BEISPIEL else briefe.mask(row.text, row.einladung)
    return render(request, "teilnehmer/nachricht.html", _context(dienst, nachricht=row, text=text))


@require_POST
@verwaltung()
def senden(request, dienst):
    """Hand over what was written while there was no mail server."""
    zahl = service.send_liegende(veranstalter=dienst.veranstalter, by=dienst.by)
    if zahl:
        satz = ngettext("%(zahl)s Nachricht geht jetzt hinaus.", "%(zahl)s Nachrichten gehen jetzt hinaus.", zahl)
        messages.success(request, satz % {"zahl": zahl})
    else:
        messages.info(request, _("Es liegt nichts zum Senden hier."))
    return redirect("teilnehmer:postausgang", dienst.veranstalter.slug)
