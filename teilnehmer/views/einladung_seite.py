"""Everything an institution does behind its link: read, answer, change, name people, hand out passes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.akteur import Akteur, Rolle
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.speichern import save_form
from konferenz.zugriff import personal_link, verwaltung
from teilnehmer.forms.antwort import AntwortSeite, CodeForm, NameForm, PassSendenForm, decided_by, person_initial
from teilnehmer.models import Einladung
from teilnehmer.protokoll import readable_protokoll
from teilnehmer.services import antwort as services
from teilnehmer.services.bedarf import find_own_words
from teilnehmer.services.passversand import send_pass
from teilnehmer.services.plaetze import frei_satz
from teilnehmer.services.warteliste import set_places, stand_satz
from teilnehmer.services.weitergabe import darf_weitergeben

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def einladung_code(request):
    """Type the short code of a letter. POST, so that no code stands in an address or a log."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(form.einladung.zugang.pfad)
    return render(request, "teilnehmer/einladung_code.html", {"form": form})


def load_einladung(zugang) -> tuple[Einladung, Akteur]:
    """The invitation behind this link; the conference is the one that came with the link."""
    einladung = Einladung.objects.select_related("einrichtung", "zugang").get(zugang=zugang)
    einladung.konferenz = zugang.konferenz
    return einladung, Akteur(Rolle.EINRICHTUNG, einladung.pk)


def page_context(einladung: Einladung, by: Akteur) -> dict:
    konferenz = einladung.konferenz
    return {
        "konferenz": konferenz,
        "veranstalter": konferenz.veranstalter,
        "einladung": einladung,
        "pfad": einladung.zugang.pfad,
        "vertraulich": True,
        "darf_anmelden": erlaubt(konferenz, Handlung.ANMELDEN, by),
        "darf_aendern": erlaubt(konferenz, Handlung.ABMELDEN, by),
        "darf_weitergeben": darf_weitergeben(konferenz, by),
        "darf_vorschlagen": erlaubt(konferenz, Handlung.THEMA_VORSCHLAGEN, by),
        "anmeldung_satz": services.anmeldung_satz(konferenz),
    }


@require_safe
@personal_link("einladung")
def einladung(request, zugang):
    einladung, by = load_einladung(zugang)
    context = page_context(einladung, by) | {"protokoll": readable_protokoll(einladung)}
    if einladung.antwort == Einladung.Antwort.OFFEN:
        context["frei_satz"] = frei_satz(einladung.konferenz, einladung.einrichtung_id)
        return render(request, "teilnehmer/einladung_antwort.html", context | {"antwort": AntwortSeite(einladung)})
    themen = einladung.themenvorschlaege.sichtbar().with_mitstreiter().order_by("eingereicht_am", "pk")
    personen = list(einladung.anmeldungen.for_antwort())
    set_places(einladung.konferenz, personen)
    context |= {"personen": personen, "themen": themen, "stand_satz": stand_satz(personen)}
    return render(request, "teilnehmer/einladung.html", context)


@form_methods
@personal_link("einladung")
def antwort(request, zugang):
    einladung, by = load_einladung(zugang)
    return _antwort(
        request, einladung, by, page_context(einladung, by), zugang.pfad, "teilnehmer/einladung_antwort.html"
    )


@form_methods
@verwaltung(schreibend=True)
def antwort_eintragen(request, dienst, kennung):
    """An answer that came by phone or on paper, typed in by the administration."""
    einladung = get_object_or_404(
        Einladung.objects.select_related("einrichtung", "zugang"), konferenz=dienst.konferenz, zugang__kennung=kennung
    )
    einladung.konferenz = dienst.konferenz
    ziel = f"/verwaltung/{dienst.veranstalter.slug}/{dienst.konferenz.slug}/einladungen/"
    context = page_context(einladung, dienst.by) | {
        "dienst": dienst,
        "bereich": "konferenzen",
        "seite": "einladungen",
        "ziel": ziel,
        # Only pages behind a personal link may send no referrer: elsewhere their forms would be refused.
        "vertraulich": False,
    }
    return _antwort(request, einladung, dienst.by, context, ziel, "teilnehmer/antwort_eintragen.html", von_hand=True)


def _antwort(request, einladung, by, context, ziel, template, *, von_hand=False):
    seite = AntwortSeite(einladung, request.POST if request.method == "POST" else None, von_hand=von_hand)
    if seite.asks_for_rows:
        seite.rearrange()
    elif (
        request.method == "POST"
        and seite.is_valid()
        and save_form(seite.form, lambda: services.answer_einladung(einladung, by=by, **seite.felder))
    ):
        satz = _("Ihre Zusage ist gespeichert.") if seite.zusage else _("Ihre Absage ist gespeichert.")
        satz = _("Die Antwort ist eingetragen.") if von_hand else satz
        messages.success(request, f"{satz} {_stand(einladung)}".strip())
        return redirect(ziel)
    elif hasattr(seite.form, "aktuell"):
        seite.accept_present_state()
    frei = frei_satz(einladung.konferenz, einladung.einrichtung_id)
    return render(
        request, template, context | {"antwort": seite, "form": seite.form, "aendern": True, "frei_satz": frei}
    )


def _stand(einladung: Einladung) -> str:
    personen = list(einladung.anmeldungen.for_antwort())
    set_places(einladung.konferenz, personen)
    return stand_satz(personen)


def _get_person(einladung: Einladung, kennung: str):
    anmeldung = get_object_or_404(einladung.anmeldungen.for_antwort(), kennung=kennung)
    anmeldung.konferenz = einladung.konferenz
    return anmeldung


@form_methods
@personal_link("einladung")
def person(request, zugang, kennung):
    einladung, by = load_einladung(zugang)
    anmeldung = _get_person(einladung, kennung)
    initial = person_initial(anmeldung) | {"fassung": anmeldung.fassung}
    form = NameForm(request.POST or None, initial=initial, **decided_by(anmeldung, find_own_words([anmeldung])))
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(
            form,
            lambda: services.change_person(anmeldung, person=form.person, fassung=form.cleaned_data["fassung"], by=by),
        )
    ):
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect(zugang.pfad)
    context = page_context(einladung, by) | {"form": form, "anmeldung": anmeldung}
    return render(request, "teilnehmer/einladung_person.html", context)


@require_POST
@personal_link("einladung")
def person_absagen(request, zugang, kennung):
    einladung, by = load_einladung(zugang)
    anmeldung = _get_person(einladung, kennung)
    try:
        services.cancel_anmeldung(anmeldung, by=by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        messages.success(request, _("%(name)s ist abgemeldet.") % {"name": anmeldung.name})
    return redirect(zugang.pfad)


@form_methods
@personal_link("einladung")
def pass_senden(request, zugang, kennung):
    einladung, by = load_einladung(zugang)
    anmeldung = _get_person(einladung, kennung)
    form = PassSendenForm(request.POST or None, initial={"email": anmeldung.email})
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(form, lambda: send_pass(anmeldung, empfaenger=form.cleaned_data["email"], by=by))
    ):
        messages.success(request, _("Der Pass geht an %(email)s.") % {"email": form.cleaned_data["email"]})
        return redirect(zugang.pfad)
    context = page_context(einladung, by) | {"form": form, "anmeldung": anmeldung}
    return render(request, "teilnehmer/einladung_pass.html", context)
