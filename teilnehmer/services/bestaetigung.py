"""What follows an answer by mail: to each person with an address, and to the institution that answered."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz import texte
from konferenz.akteur import Akteur, Rolle
from konferenz.mail import mark, unmark
from konferenz.models import Konferenz
from konferenz.models.aussendung import Anlass
from teilnehmer.kreis import contacts_of
from teilnehmer.models import Anmeldung, Einladung, Nachricht
from teilnehmer.services.nachricht import queue_nachricht

Status = Anmeldung.Status
# A link to the answer form must not become a way to send mail to anybody.
MOST_JE_PERSON = 5
MOST_JE_EINLADUNG = 60


def queue_bestaetigung(anmeldung: Anmeldung, *, by: Akteur) -> Nachricht | None:
    """Tell a person with an address that they are registered or on the Warteliste; each address hears it once.

    Runs in the caller's transaction. None when there is nothing to send or the limits of a link are reached.
    """
    if not anmeldung.email or anmeldung.status not in (Status.ANGEMELDET, Status.WARTELISTE):
        return None
    bisher = Nachricht.objects.filter(anlass=Anlass.BESTAETIGUNG)
    adressen = set(bisher.filter(anmeldung=anmeldung).values_list("empfaenger", flat=True))
    if anmeldung.email not in adressen:
        if len(adressen) >= MOST_JE_PERSON:
            return None
        if anmeldung.einladung_id and _is_at_limit(bisher, anmeldung.einladung_id):
            return None
    konferenz = anmeldung.konferenz
    return queue_nachricht(
        konferenz=konferenz,
        anlass=Anlass.BESTAETIGUNG,
        empfaenger=anmeldung.email,
        betreff=_betreff(anmeldung) % {"titel": konferenz.titel},
        text=_person_text(anmeldung, konferenz, by),
        anmeldung=anmeldung,
        generation=anmeldung.zugang.generation,
    )


def _is_at_limit(bisher, einladung_id: int) -> bool:
    return bisher.filter(anmeldung__einladung=einladung_id).count() >= MOST_JE_EINLADUNG


def _betreff(anmeldung: Anmeldung) -> str:
    if anmeldung.status == Status.WARTELISTE:
        return _("Sie stehen auf der Warteliste: %(titel)s")
    return _("Sie sind angemeldet: %(titel)s")


def _person_text(anmeldung: Anmeldung, konferenz: Konferenz, by: Akteur) -> str:
    # Somebody with a Sperrvermerk gets the mail, but no mail carries that name.
    name = f" {unmark(anmeldung.name)}" if anmeldung.has_name and not anmeldung.gesperrt else ""
    if anmeldung.status == Status.WARTELISTE:
        stand = _("der Saal ist voll. Sie stehen auf der Warteliste für „%(titel)s“. Wir melden uns, sobald es klappt.")
    else:
        stand = _("Sie sind angemeldet für „%(titel)s“.")
    absaetze = [
        _("Guten Tag%(name)s,") % {"name": name},
        stand % {"titel": unmark(konferenz.titel)},
        _wann_wo(konferenz),
        _quelle(anmeldung, by),
        _(
            "Das ist Ihr Pass, nur für Sie:\n%(link)s\n\n"
            "Hier sehen Sie den Tag, unterstützen Themen und wählen Ihre Gruppe. "
            "Kommen Sie doch nicht? Dann melden Sie sich hier unter „Meine Daten“ ab."
        )
        % {"link": mark(anmeldung.zugang)},
        _gruss(konferenz),
    ]
    return "\n\n".join(absatz for absatz in absaetze if absatz)


def _quelle(anmeldung: Anmeldung, by: Akteur) -> str:
    """Where the data come from, when the person did not give them (Art. 14 DSGVO)."""
    if by.rolle not in (Rolle.EINRICHTUNG, Rolle.LEITUNG, Rolle.PLANUNG):
        return ""
    if anmeldung.einrichtung is None:
        return _("Ihre Angaben hat die Verwaltung eingetragen.")
    return _("Ihre Angaben haben wir von: %(einrichtung)s.") % {"einrichtung": unmark(anmeldung.einrichtung.name)}


def _wann_wo(konferenz: Konferenz) -> str:
    wo = ", ".join(part for part in (konferenz.raum, konferenz.ort, konferenz.anschrift) if part)
    zeilen = [
        _("Wann: %(tag)s, %(zeit)s")
        % {"tag": texte.datum_lang(konferenz.datum), "zeit": texte.zeitraum(konferenz.beginn, konferenz.ende)}
    ]
    if wo:
        zeilen.append(_("Wo: %(wo)s") % {"wo": unmark(wo)})
    if konferenz.barrierefreiheit:
        zeilen.append(_("Barrierefreiheit: %(text)s") % {"text": unmark(konferenz.barrierefreiheit)})
    return "\n".join(zeilen)


def _gruss(konferenz: Konferenz) -> str:
    veranstalter = konferenz.veranstalter
    telefon = konferenz.kontakt_telefon or veranstalter.telefon
    email = konferenz.kontakt_email or veranstalter.email
    fragen = _("Fragen? Antworten Sie auf diese E-Mail.") if email else ""
    if telefon:
        fragen = _("Fragen? Rufen Sie uns an: %(telefon)s.") % {"telefon": telefon}
    absender = [konferenz.kontakt_name, veranstalter.name, konferenz.einladender_fachbereich]
    gruss = "\n".join(dict.fromkeys([_("Freundliche Grüße"), *(zeile for zeile in absender if zeile)]))
    return unmark("\n\n".join(part for part in (fragen, gruss) if part))


def queue_antwort_bestaetigung(einladung: Einladung, *, by: Akteur) -> int:
    """Tell the institution's contacts what is stored now, unless the last mail said exactly that; returns how many."""
    konferenz = einladung.konferenz
    text = _antwort_text(einladung, konferenz, by)
    zahl = 0
    for empfaenger in contacts_of(einladung):
        letzte = (
            Nachricht.objects.filter(
                einladung=einladung, anlass=Anlass.BESTAETIGUNG, empfaenger=empfaenger.adresse.strip()
            )
            .order_by("-generation", "-pk")
            .first()
        )
        if letzte is not None and letzte.text == text:
            continue
        queue_nachricht(
            konferenz=konferenz,
            anlass=Anlass.BESTAETIGUNG,
            empfaenger=empfaenger.adresse,
            betreff=_("Ihre Antwort: %(titel)s") % {"titel": konferenz.titel},
            text=text,
            einladung=einladung,
            generation=einladung.fassung,
        )
        zahl += 1
    return zahl


def _antwort_text(einladung: Einladung, konferenz: Konferenz, by: Akteur) -> str:
    einrichtung = unmark(einladung.einrichtung.name)
    if einladung.antwort == Einladung.Antwort.ABGESAGT:
        stand = _("%(einrichtung)s kommt nicht zu „%(titel)s“. Danke, dass Sie Bescheid gesagt haben.")
        stand %= {"einrichtung": einrichtung, "titel": unmark(konferenz.titel)}
        personen, wann_wo = "", ""
        aendern = _("Möchten Sie Ihre Antwort ändern? Dann öffnen Sie Ihre Einladung:")
    else:
        stand = _("%(einrichtung)s hat zugesagt für „%(titel)s“.")
        stand %= {"einrichtung": einrichtung, "titel": unmark(konferenz.titel)}
        personen, wann_wo = _personen(einladung), _wann_wo(konferenz)
        aendern = _("Hier tragen Sie Namen ein, ändern Ihre Antwort oder sagen ab:")
    absaetze = [
        _("Guten Tag,"),
        stand,
        personen,
        wann_wo,
        _("Die Verwaltung hat diese Antwort für Sie eingetragen.") if by.is_verwaltung else "",
        f"{aendern}\n{mark(einladung.zugang)}",
        _gruss(konferenz),
    ]
    return "\n\n".join(absatz for absatz in absaetze if absatz)


def _personen(einladung: Einladung) -> str:
    """How many have a seat and how many wait; names only of those who may be named."""
    alle = einladung.anmeldungen.filter(status__in=(Status.ANGEMELDET, Status.WARTELISTE))
    angemeldet = alle.filter(status=Status.ANGEMELDET).count()
    wartend = alle.filter(status=Status.WARTELISTE).count()
    zeilen = [
        ngettext("%(zahl)s Person ist angemeldet.", "%(zahl)s Personen sind angemeldet.", angemeldet)
        % {"zahl": angemeldet}
    ]
    if wartend:
        zeilen.append(
            ngettext(
                "%(zahl)s Person steht auf der Warteliste.", "%(zahl)s Personen stehen auf der Warteliste.", wartend
            )
            % {"zahl": wartend}
        )
    for anmeldung in alle.nennbar().order_by("angemeldet_am", "pk"):
        warte = _(" (Warteliste)") if anmeldung.status == Status.WARTELISTE else ""
        zeilen.append(f"– {unmark(anmeldung.name)}{warte}")
    return "\n".join(zeilen)
