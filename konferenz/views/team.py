from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konferenz import mail
from konferenz.akteur import Rolle
from konferenz.forms.gemeinsam import add_service_errors
from konferenz.forms.team import MitgliedForm, RolleForm
from konferenz.models import Mitgliedschaft
from konferenz.services import team as service
from konferenz.services.fehler import NichtErlaubt
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import verwaltung

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _context(dienst, **more) -> dict:
    return dienst.context(bereich="team", **more)


def _back(dienst):
    return redirect("konferenz:team", dienst.veranstalter.slug)


def _sends_mail() -> bool:
    """Whether an invitation leaves the house; the example installation never counts on it."""
    return mail.has_server() and not settings.BEISPIEL


def _mitgliedschaft(dienst, pk: int) -> Mitgliedschaft:
    rows = dienst.veranstalter.mitgliedschaften.select_related("konto", "veranstalter")
    return get_object_or_404(rows, pk=pk)


@require_safe
@verwaltung()
def team(request, dienst):
    """The team; where no mail goes out, the Leitung sees the first link of those who have no password yet."""
    mitgliedschaften = dienst.veranstalter.mitgliedschaften.for_list()
    shows_links = dienst.darf_leiten and not _sends_mail()
    if shows_links:
        mitgliedschaften = mitgliedschaften.prefetch_related("konto__mitgliedschaften")
    for row in mitgliedschaften:
        row.rolle_kurz = Rolle(row.rolle).label
        row.wartet = not row.konto.has_usable_password()
        row.link = ""
        if shows_links and row.wartet and service.may_see_password_link(row):
            row.link = service.password_link(row.konto)
    return render(request, "konferenz/team.html", _context(dienst, mitgliedschaften=mitgliedschaften))


@READ_OR_SEND
@verwaltung(leitung=True)
def mitglied_neu(request, dienst):
    form = MitgliedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service.invite_mitglied(veranstalter=dienst.veranstalter, by=dienst.by, **form.cleaned_data)
        except ValidationError as error:
            add_service_errors(form, error)
        else:
            if _sends_mail():
                satz = _("Die Person gehört jetzt zum Team. Die E-Mail ist auf dem Weg.")
            else:
                satz = _("Die Person gehört jetzt zum Team. Bitte geben Sie ihr den Link.")
            messages.success(request, satz)
            return _back(dienst)
    return render(request, "konferenz/mitglied_neu.html", _context(dienst, form=form))


@READ_OR_SEND
@verwaltung(leitung=True)
def mitglied_rolle(request, dienst, pk):
    row = _mitgliedschaft(dienst, pk)
    form = RolleForm(request.POST or None, initial={"rolle": row.rolle})
    if request.method == "POST" and form.is_valid():
        try:
            service.change_rolle(mitgliedschaft=row, rolle=form.cleaned_data["rolle"], by=dienst.by)
        except NichtErlaubt as error:
            form.add_error("rolle", error.satz)
        else:
            messages.success(request, _("Die Rolle ist geändert."))
            return _back(dienst)
    return render(request, "konferenz/mitglied_rolle.html", _context(dienst, form=form, mitgliedschaft=row))


@READ_OR_SEND
@verwaltung(leitung=True)
def mitglied_entfernen(request, dienst, pk):
    row = _mitgliedschaft(dienst, pk)
    if request.method == "POST":
        try:
            service.remove_mitglied(mitgliedschaft=row, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
        else:
            messages.success(request, _("Die Person gehört nicht mehr zum Team."))
        return _back(dienst) if row.konto_id != request.user.pk else redirect("konferenz:verwaltung")
    return confirm(
        request,
        _context(dienst),
        titel=_("Aus dem Team nehmen"),
        frage=_("Möchten Sie %(name)s aus dem Team nehmen?") % {"name": row.konto.name},
        folgen=[_("Die Person sieht diese Verwaltung nicht mehr."), _("Das Konto selbst bleibt bestehen.")],
        knopf=_("Aus dem Team nehmen"),
        zurueck=_back(dienst).url,
    )
