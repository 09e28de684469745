"""Open registration: the public form behind its own link, and what officers do with the requests."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konferenz.akteur import OEFFENTLICH
from konferenz.models import Konferenz
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.speichern import save_form
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import personal_link, verwaltung
from teilnehmer.forms.anfrage import AnfrageBestaetigenForm, AnfrageForm, find_einrichtung
from teilnehmer.models import Anmeldung
from teilnehmer.services.anfrage import confirm_anfrage, decline_anfrage, request_platz
from teilnehmer.services.antwort import anmeldung_satz
from teilnehmer.services.plaetze import has_wartende, load_saal

PRO_SEITE = 50
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _public_context(konferenz, **more) -> dict:
    return {
        "konferenz": konferenz,
        "veranstalter": konferenz.veranstalter,
        "vertraulich": True,
        "darf_anfragen": erlaubt(konferenz, Handlung.ANFRAGEN, OEFFENTLICH),
        "anmeldung_satz": anmeldung_satz(konferenz),
    } | more


@READ_OR_SEND
@personal_link("anmeldung")
def anmelden(request, zugang):
    konferenz = zugang.konferenz
    if konferenz.phase == Konferenz.Phase.ENTWURF:
        raise Http404  # not announced yet
    form = AnfrageForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(
            form,
            lambda: request_platz(konferenz, anfrage=form.anfrage, vorgang=form.cleaned_data["vorgang"]),
        )
    ):
        return redirect("teilnehmer:anmelden_danke", zugang.token)
    saal = load_saal(konferenz)
    is_voll = saal.frei == 0 or has_wartende(konferenz, saal)
    return render(request, "teilnehmer/anfrage.html", _public_context(konferenz, form=form, is_voll=is_voll))


@require_safe
@personal_link("anmeldung")
def danke(request, zugang):
    return render(request, "teilnehmer/anfrage_danke.html", _public_context(zugang.konferenz))


def _context(dienst, **more) -> dict:
    return dienst.context(
        "anmeldungen", darf_bestaetigen=erlaubt(dienst.konferenz, Handlung.EINLADEN, dienst.by), **more
    )


def _back(dienst):
    return redirect("teilnehmer:anfragen", dienst.veranstalter.slug, dienst.konferenz.slug)


def _anfrage(dienst, kennung: str) -> Anmeldung:
    rows = dienst.konferenz.anmeldungen.filter(status=Anmeldung.Status.ANGEFRAGT, gesperrt=False)
    row = get_object_or_404(rows, kennung=kennung)
    row.konferenz = dienst.konferenz
    return row


@require_safe
@verwaltung()
def anfragen(request, dienst):
    """Who asks for a seat, the oldest first."""
    rows = dienst.konferenz.anmeldungen.nennbar().filter(status=Anmeldung.Status.ANGEFRAGT)
    blatt = Paginator(rows.order_by("angemeldet_am", "pk"), PRO_SEITE).get_page(request.GET.get("seite"))
    return render(request, "teilnehmer/anfragen.html", _context(dienst, blatt=blatt, saal=load_saal(dienst.konferenz)))


@READ_OR_SEND
@verwaltung(schreibend=True)
def anfrage(request, dienst, kennung):
    """One request: from which institution, then confirmed."""
    row = _anfrage(dienst, kennung)
    passende = find_einrichtung(dienst.veranstalter, row.einrichtung_angabe)
    # Everything may stay empty: the method says whether the form was sent.
    daten = request.POST if request.method == "POST" else None
    form = AnfrageBestaetigenForm(daten, veranstalter=dienst.veranstalter, initial={"einrichtung": passende})
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(form, lambda: confirm_anfrage(row, by=dienst.by, **form.felder))
    ):
        row.refresh_from_db()
        is_angemeldet = row.status == Anmeldung.Status.ANGEMELDET
        messages.success(
            request,
            _("Die Person ist angemeldet. Ihr Pass geht an %(email)s.") % {"email": row.email}
            if is_angemeldet
            else _("Der Saal ist voll: Die Person steht auf der Warteliste. Das schreiben wir ihr."),
        )
        return _back(dienst)
    saal = load_saal(dienst.konferenz)
    wartet = saal.frei == 0 or has_wartende(dienst.konferenz, saal)
    context = _context(dienst, anmeldung=row, form=form, wartet=wartet, saal=saal)
    return render(request, "teilnehmer/anfrage_bestaetigen.html", context)


@READ_OR_SEND
@verwaltung(schreibend=True)
def ablehnen(request, dienst, kennung):
    row = _anfrage(dienst, kennung)
    if request.method == "POST":
        try:
            decline_anfrage(row, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
        else:
            satz = _("Die Anfrage ist abgelehnt. Das schreiben wir an %(email)s.")
            messages.success(request, satz % {"email": row.email})
        return _back(dienst)
    return confirm(
        request,
        _context(dienst),
        titel=_("Anfrage ablehnen"),
        frage=_("Möchten Sie die Anfrage von %(name)s ablehnen?") % {"name": row.name},
        folgen=[_("Die Person bekommt eine Mail, dass es keinen Platz gibt.")],
        knopf=_("Anfrage ablehnen"),
        zurueck=_back(dienst).url,
    )
