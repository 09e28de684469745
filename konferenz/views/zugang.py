from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from konferenz.forms.zugang import ZugangForm
from konferenz.permissions import Handlung, erlaubt
from konferenz.services import zugang as service
from konferenz.services.fehler import NichtErlaubt
from konferenz.speichern import save_form
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import verwaltung


def _context(dienst, **more) -> dict:
    return dienst.context("uebersicht", darf_planen=erlaubt(dienst.konferenz, Handlung.PLANEN, dienst.by), **more)


def _back(dienst):
    return redirect("konferenz:links", dienst.veranstalter.slug, dienst.konferenz.slug)


def _zugang(dienst, kennung: str):
    return get_object_or_404(dienst.konferenz.zugaenge.filter(zweck__in=service.ZWECKE), kennung=kennung)


@require_http_methods(["GET", "HEAD", "POST"])
@verwaltung()
def links(request, dienst):
    """Links of moderation, helpers and projector; whoever only reads sees that they exist, not where they lead."""
    form = ZugangForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(
            form, lambda: service.create_zugang(konferenz=dienst.konferenz, by=dienst.by, **form.cleaned_data)
        )
    ):
        messages.success(request, _("Der Link ist angelegt. Kopieren Sie ihn und geben Sie ihn weiter."))
        return _back(dienst)
    zugaenge = list(dienst.konferenz.zugaenge.filter(zweck__in=service.ZWECKE).order_by("zweck", "angelegt_am", "pk"))
    for zugang in zugaenge:
        zugang.adresse = settings.ADRESSE + zugang.pfad if dienst.darf_schreiben and zugang.is_gueltig else ""
    return render(request, "konferenz/links.html", _context(dienst, form=form, zugaenge=zugaenge))


@require_http_methods(["GET", "HEAD", "POST"])
@verwaltung(schreibend=True)
def sperren(request, dienst, kennung):
    zugang = _zugang(dienst, kennung)
    if request.method == "POST":
        try:
            service.revoke_zugang(zugang=zugang, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
        else:
            messages.success(request, _("Der Link ist gesperrt."))
        return _back(dienst)
    return confirm(
        request,
        _context(dienst),
        titel=_("Link sperren"),
        frage=_("Möchten Sie den Link für „%(wer)s“ sperren?") % {"wer": zugang.bezeichnung},
        folgen=[_("Die Adresse öffnet ab sofort nichts mehr."), _("Mit „Neuer Link“ bekommt die Person eine neue.")],
        knopf=_("Link sperren"),
        zurueck=_back(dienst).url,
    )


@require_POST
@verwaltung()
def erneuern(request, dienst, kennung):
    try:
        service.renew_zugang(zugang=_zugang(dienst, kennung), by=dienst.by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        messages.success(request, _("Es gibt einen neuen Link. Der alte gilt nicht mehr."))
    return _back(dienst)
