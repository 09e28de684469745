"""Building blocks of the examples: rows as they would be after real use, past times included."""

import datetime
import itertools
from zoneinfo import ZoneInfo

from django.utils import timezone
from post_office.models import STATUS, Email

from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Leitfrage, Mitgliedschaft, Phasenwechsel, Programmpunkt, Veranstalter, Zugang
from konferenz.models.aussendung import Anlass, Aussendung
from teilnehmer import briefe
from teilnehmer.kreis import Empfaenger
from teilnehmer.kurzgespraech_lage import collect_lage
from teilnehmer.models import (
    Anmeldung,
    Einladung,
    Einrichtung,
    Gespraechsrunde,
    Kontaktwunsch,
    Kurzgespraech,
    Nachricht,
)
from teilnehmer.services.nachricht import build_email
from themen.demo.personen import person
from themen.models import Befund, BefundBezug, BefundFassung, Herkunft, Kleingruppe, Themenvorschlag

BERLIN = ZoneInfo("Europe/Berlin")
RUNDEN, MINUTEN = 5, 5  # short talks of each example
ANTWORT = {"z": Einladung.Antwort.ZUGESAGT, "a": Einladung.Antwort.ABGESAGT, "o": Einladung.Antwort.OFFEN}


def moment(tag: datetime.date, uhr: str) -> datetime.datetime:
    """A local time of the day as an aware moment."""
    return datetime.datetime.combine(tag, datetime.time.fromisoformat(uhr), tzinfo=BERLIN)


def create_konferenz(veranstalter: Veranstalter, fields: dict, leitfragen, programm) -> Konferenz:
    """A conference with its questions and programme; items with a real begin are ended by the next one."""
    konferenz = Konferenz.objects.create(veranstalter=veranstalter, **fields)
    Leitfrage.objects.bulk_create(
        Leitfrage(konferenz=konferenz, position=n, text=text) for n, text in enumerate(leitfragen, 1)
    )
    punkte = []
    for position, (art, titel, beschreibung, dauer, verantwortlich, material, real) in enumerate(programm, 1):
        begonnen = moment(konferenz.datum, real) if real else None
        if punkte and begonnen:
            punkte[-1].beendet_am = begonnen
        punkte.append(
            Programmpunkt(
                konferenz=konferenz,
                position=position,
                art=art,
                titel=titel,
                beschreibung=beschreibung,
                dauer=dauer,
                verantwortlich=verantwortlich,
                material=material,
                begonnen_am=begonnen,
            )
        )
    if punkte and konferenz.phase not in (Konferenz.Phase.ENTWURF, Konferenz.Phase.VORBEREITUNG):
        last = punkte[-1]
        if last.begonnen_am:
            last.beendet_am = moment(konferenz.datum, konferenz.ende.isoformat("minutes"))
    Programmpunkt.objects.bulk_create(punkte)
    return konferenz


def create_einladung(konferenz: Konferenz, einrichtung: Einrichtung, antwort: str, am: datetime.datetime) -> Einladung:
    zugang = Zugang.objects.create(konferenz=konferenz, zweck=Zugang.Zweck.EINLADUNG, bezeichnung=einrichtung.name)
    return Einladung.objects.create(
        konferenz=konferenz,
        einrichtung=einrichtung,
        zugang=zugang,
        antwort=ANTWORT[antwort],
        beantwortet_am=None if antwort == "o" else am + datetime.timedelta(days=4),
        kanal="" if antwort == "o" else "link",
        versandt_am=am,
    )


def create_anmeldung(konferenz: Konferenz, einladung: Einladung | None, number: int, **fields) -> Anmeldung:
    zugang = Zugang.objects.create(konferenz=konferenz, zweck=Zugang.Zweck.PASS)
    return Anmeldung.objects.create(
        konferenz=konferenz,
        zugang=zugang,
        einladung=einladung,
        einrichtung=einladung.einrichtung if einladung else None,
        **(person(number) | fields),
    )


def create_gespraeche(konferenz: Konferenz) -> None:
    """Short talks for everybody who was there, as they were played, and a few who keep in touch."""
    from teilnehmer import rundenplan  # heavy; only here

    lage = collect_lage(konferenz, [])
    plan = rundenplan.plan_runden(lage.gaeste, runden=RUNDEN, getroffen=lage.getroffen)
    runden = Gespraechsrunde.objects.bulk_create(
        Gespraechsrunde(konferenz=konferenz, nummer=nummer, minuten=MINUTEN) for nummer in range(1, RUNDEN + 1)
    )
    Kurzgespraech.objects.bulk_create(
        Kurzgespraech(konferenz=konferenz, runde=runde, tisch=tisch, anmeldung_id=pk)
        for runde, tische in zip(runden, plan, strict=True)
        for tisch, leute in tische.items()
        for pk in leute
    )
    # At two tables of each round both wish it, at a third one only one does.
    paare = [sorted(tische[nummer])[:2] for tische in plan for nummer in (1, 2)]
    einseitig = [sorted(tische[3])[:2] for tische in plan]
    Kontaktwunsch.objects.bulk_create(
        Kontaktwunsch(konferenz=konferenz, von_id=von, an_id=an)
        for von, an in (*paare, *(paar[::-1] for paar in paare), *einseitig)
    )
    set_times_of_runden(konferenz)


def set_times_of_runden(konferenz: Konferenz) -> None:
    """One round after the other from the begin of the Vorstellungsrunde, with a minute to change tables."""
    beginn = konferenz.programmpunkte.get(art=Programmpunkt.Art.VORSTELLUNGSRUNDE).begonnen_am
    for runde in konferenz.gespraechsrunden.order_by("nummer"):
        runde.begonnen_am = beginn + datetime.timedelta(minutes=2 + (runde.nummer - 1) * (MINUTEN + 1))
        runde.beendet_am = runde.begonnen_am + datetime.timedelta(minutes=MINUTEN)
        runde.save(update_fields=["begonnen_am", "beendet_am"])
    zuletzt = beginn + datetime.timedelta(minutes=RUNDEN * (MINUTEN + 1))
    Kontaktwunsch.objects.filter(konferenz=konferenz).update(am=zuletzt)


def create_gruppe(konferenz: Konferenz, nummer: int, thema: Themenvorschlag, **fields) -> Kleingruppe:
    gruppe = Kleingruppe.objects.create(
        konferenz=konferenz,
        nummer=nummer,
        farbe=(nummer - 1) % 8 + 1,
        titel=thema.titel,
        beschreibung=thema.beschreibung,
        **fields,
    )
    Herkunft.objects.create(konferenz=konferenz, kleingruppe=gruppe, thema=thema)
    return gruppe


def create_karten(gruppe: Kleingruppe, karten, einrichtungen: list[Einrichtung], am: datetime.datetime) -> None:
    """Cards of a group from (Ist texts, Soll with Ist numbers, Ideen with Soll numbers)."""
    ist, soll, ideen = karten
    by_art: dict[str, dict[int, Befund]] = {art: {} for art in Befund.Art}
    rows = [(Befund.Art.IST, text, ()) for text in ist]
    rows += [(Befund.Art.SOLL, text, bezug) for text, bezug in soll]
    rows += [(Befund.Art.IDEE, text, bezug) for text, bezug in ideen]
    for count, (art, text, bezug) in enumerate(rows):
        nummer = len(by_art[art]) + 1
        zeit = am + datetime.timedelta(minutes=3 * count)
        befund = Befund.objects.create(
            konferenz_id=gruppe.konferenz_id,
            kleingruppe=gruppe,
            art=art,
            nummer=nummer,
            position=nummer,
            text=text,
            einrichtung=einrichtungen[count % len(einrichtungen)] if einrichtungen else None,
            erfasst_am=zeit,
            geaendert_am=zeit,
        )
        BefundFassung.objects.create(befund=befund, fassung=1, text=text, am=zeit, durch=Rolle.TEILNAHME)
        ziele = by_art[Befund.Art.IST if art == Befund.Art.SOLL else Befund.Art.SOLL]
        BefundBezug.objects.bulk_create(BefundBezug(quelle=befund, ziel=ziele[n]) for n in bezug)
        by_art[art][nummer] = befund


def create_phasen(konferenz: Konferenz, begonnen: datetime.datetime) -> None:
    """Phasenwechsel up to the conference's phase; the day itself began today."""
    Konferenz.objects.filter(pk=konferenz.pk).update(angelegt_am=begonnen - datetime.timedelta(days=14))
    phasen = list(Konferenz.Phase)
    for von, nach in itertools.pairwise(phasen):
        am = begonnen if nach == Konferenz.Phase.VORBEREITUNG else timezone.now()
        Phasenwechsel.objects.create(konferenz=konferenz, von=von, nach=nach, am=am)
        if nach == konferenz.phase:
            break


def create_themen(konferenz: Konferenz, rows, einladungen) -> list[Themenvorschlag]:
    leitfragen = list(konferenz.leitfragen.order_by("position"))
    return [
        Themenvorschlag.objects.create(
            konferenz=konferenz,
            titel=titel,
            beschreibung=beschreibung,
            leitfrage=leitfragen[leitfrage],
            handlungsfeld=feld,
            einladung=einladungen[name],
            einrichtung=einladungen[name].einrichtung,
        )
        for titel, beschreibung, leitfrage, feld, name in rows
    ]


def create_aussendung(konferenz: Konferenz, am: datetime.datetime) -> Aussendung:
    """The invitation as it was released, one letter to every contact with an address. Nothing is sent."""
    betreff, text = briefe.vorlage(Anlass.EINLADUNG)
    planung = Mitgliedschaft.objects.get(veranstalter=konferenz.veranstalter, rolle=Mitgliedschaft.Rolle.PLANUNG)
    aussendung = Aussendung.objects.create(
        konferenz=konferenz,
        anlass=Anlass.EINLADUNG,
        betreff=betreff,
        text=text,
        angelegt_am=am,
        angelegt_von_id=planung.konto_id,
        freigegeben_am=am,
        ausgefuehrt_am=am,
        freigegeben_von_id=planung.konto_id,
    )
    nachrichten = []
    einladungen = konferenz.einladungen.select_related("einrichtung", "zugang")
    for einladung in einladungen.prefetch_related("einrichtung__ansprechpersonen"):
        for kontakt in einladung.einrichtung.ansprechpersonen.all():
            if not kontakt.email:
                continue
            werte = briefe.values_for(konferenz, Empfaenger(kontakt.email, einladung, kontakt))
            nachrichten.append(
                Nachricht(
                    konferenz=konferenz,
                    aussendung=aussendung,
                    einladung=einladung,
                    anlass=Anlass.EINLADUNG,
                    empfaenger=kontakt.email,
                    betreff=briefe.render(betreff, werte)[:150],
                    text=briefe.render(text, werte),
                    angelegt_am=am,
                )
            )
    emails = [build_email(nachricht, konferenz) for nachricht in nachrichten]
    for email in emails:
        email.status = STATUS.sent  # as if a mail server had taken them; none ever sees them
    for nachricht, email in zip(nachrichten, Email.objects.bulk_create(emails), strict=True):
        nachricht.post = email
    Nachricht.objects.bulk_create(nachrichten)
    return aussendung
