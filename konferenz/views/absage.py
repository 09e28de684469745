"""Cancel or postpone, for officers: choose, say why, then look at the mail to everybody and release it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from konferenz.forms.absage import AbsageForm, VerschiebenForm
from konferenz.forms.gemeinsam import add_service_errors, show_conflict
from konferenz.models import Aussendung
from konferenz.permissions import Handlung, erlaubt
from konferenz.services import absage as service
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import verwaltung

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])

# form, button, title and what is said afterwards, by what the person chose
WEGE = {
    "absagen": (
        AbsageForm,
        gettext_lazy("Konferenz absagen"),
        gettext_lazy("Die Konferenz absagen"),
        gettext_lazy("Die Konferenz ist abgesagt. Prüfen Sie jetzt die Nachricht an alle und geben Sie sie frei."),
    ),
    "verschieben": (
        VerschiebenForm,
        gettext_lazy("Konferenz verschieben"),
        gettext_lazy("Die Konferenz verschieben"),
        gettext_lazy("Der neue Termin gilt. Prüfen Sie jetzt die Nachricht an alle und geben Sie sie frei."),
    ),
}


def _context(dienst, **more) -> dict:
    return dienst.context(
        "uebersicht",
        darf=erlaubt(dienst.konferenz, Handlung.ABSAGEN, dienst.by),
        absage_satz=service.absage_satz(dienst.konferenz),
        **more,
    )


def _to_draft(dienst, draft: Aussendung | None):
    if draft is None:
        return redirect("themen:uebersicht", dienst.veranstalter.slug, dienst.konferenz.slug)
    return redirect("teilnehmer:aussendung", dienst.veranstalter.slug, dienst.konferenz.slug, draft.pk)


@READ_OR_SEND
@verwaltung(schreibend=True)
def absage(request, dienst):
    """Without `?was=` the choice; with it the form. POST cancels or postpones and goes on to the draft."""
    konferenz, was = dienst.konferenz, request.GET.get("was", "")
    if not was and request.method != "POST":
        return render(request, "konferenz/absage.html", _context(dienst))
    if was not in WEGE:
        raise Http404
    form_class, knopf, titel, danach = WEGE[was]
    initial = {"fassung": konferenz.fassung} | ({"absage_text": konferenz.absage_text} if konferenz.is_abgesagt else {})
    form = form_class(request.POST or None, initial=initial)
    unterschiede = []
    if request.method == "POST" and form.is_valid():
        try:
            draft = _write(dienst, was, form.cleaned_data)
        except Veraltet as error:
            unterschiede = show_conflict(form, error.aktuell)
            form.add_error(None, str(error))
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        except ValidationError as error:
            add_service_errors(form, error)
        else:
            messages.success(request, danach)
            return _to_draft(dienst, draft)
    context = _context(dienst, was=was, form=form, knopf=knopf, titel=titel, unterschiede=unterschiede)
    return render(request, "konferenz/absage_formular.html", context)


def _write(dienst, was: str, daten: dict) -> Aussendung:
    grund, fassung = daten["absage_text"], daten["fassung"]
    if was == "absagen":
        return service.cancel_konferenz(konferenz=dienst.konferenz, grund=grund, fassung=fassung, by=dienst.by)
    return service.postpone_konferenz(
        konferenz=dienst.konferenz,
        datum=daten["datum"],
        beginn=daten["beginn"],
        ende=daten["ende"],
        anmeldeschluss=daten["anmeldeschluss"],
        grund=grund,
        fassung=fassung,
        by=dienst.by,
    )


@READ_OR_SEND
@verwaltung(schreibend=True)
def zuruecknehmen(request, dienst):
    """Asks first; POST takes the cancellation back and goes on to the draft."""
    zurueck = reverse("konferenz:absage", args=[dienst.veranstalter.slug, dienst.konferenz.slug])
    if request.method == "POST":
        try:
            draft = service.restore_konferenz(konferenz=dienst.konferenz, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
            return redirect(zurueck)
        messages.success(request, _("Die Absage ist zurückgenommen. Prüfen Sie jetzt die Nachricht an alle."))
        return _to_draft(dienst, draft)
    return confirm(
        request,
        _context(dienst),
        titel=_("Absage zurücknehmen"),
        frage=_("Findet „%(titel)s“ doch statt?") % {"titel": dienst.konferenz.titel},
        folgen=[
            _("Die öffentliche Seite zeigt die Konferenz wieder wie vorher."),
            _("Anmeldungen und Antworten gelten weiter."),
            _("Wir schreiben eine Nachricht an alle. Sie geht erst hinaus, wenn Sie sie freigeben."),
        ],
        knopf=_("Absage zurücknehmen"),
        zurueck=zurueck,
    )
