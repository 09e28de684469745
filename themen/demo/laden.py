"""Loads the examples, once per Veranstalter."""

import datetime

from django.db import transaction
from django.utils import timezone

from konferenz import recht
from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Konto, Mitgliedschaft, Phasenwechsel, Veranstalter
from teilnehmer.models import Anmeldung, Ansprechperson, Einrichtung, Traeger
from teilnehmer.models.einladung import Kanal
from themen.bericht import collect_berichtsdaten, generate
from themen.demo import kleinmachnow_2022 as seed
from themen.demo import laufend, offener_tag
from themen.demo.bausteine import (
    create_anmeldung,
    create_aussendung,
    create_einladung,
    create_gespraeche,
    create_gruppe,
    create_karten,
    create_konferenz,
    moment,
)
from themen.demo.bilder import create_foto, create_wappen
from themen.demo.massnahmen import MASSNAHMEN_2022, create_massnahmen
from themen.demo.personen import person
from themen.demo.protokoll_2022 import FOTOS, release_minutes, write_sections
from themen.demo.punkte import stick_dots
from themen.models import Bericht, Mitstreiter, Rueckmeldung, Themenvorschlag, Zuordnung

PASSWORT = "netzwerkstatt-beispiel"
PHASEN = list(Konferenz.Phase)


@transaction.atomic
def load_kleinmachnow() -> Veranstalter:
    """The seed's municipality with its past, its running and its coming conference."""
    veranstalter = Veranstalter.objects.create(
        slug="kleinmachnow",
        name="Gemeinde Kleinmachnow",
        kurzname="Kleinmachnow",
        fachbereich="Fachbereich Schule, Kultur, Soziales",
        strasse="Adolf-Grimme-Ring 10",
        plz="14532",
        ort="Kleinmachnow",
        telefon="033203 000-00 (Beispiel)",
        email="netzwerkstatt@example.org",
        pluralform="Teilnehmer/-innen",
    )
    _fill_legal_pages(veranstalter)
    _load_team(veranstalter, "kleinmachnow")
    einrichtungen = _load_directory(veranstalter)
    erste = load_seed_conference(veranstalter, einrichtungen)
    laufend.load_heute(veranstalter, einrichtungen, vorgaenger=erste)
    laufend.load_kommende(veranstalter, einrichtungen, vorgaenger=erste)
    return veranstalter


@transaction.atomic
def load_nachbargemeinde() -> Veranstalter:
    """A second, invented municipality: nothing of it may be seen by the first."""
    veranstalter = Veranstalter.objects.create(
        slug="musterwerder",
        name="Stadt Musterwerder",
        kurzname="Musterwerder",
        fachbereich="Amt für Jugend und Familie",
        strasse="Marktplatz 1",
        plz="00000",
        ort="Musterwerder",
        telefon="0000 000-00 (Beispiel)",
        email="familie@example.net",
    )
    _load_team(veranstalter, "musterwerder")
    laufend.load_nachbarkonferenz(veranstalter)
    return veranstalter


@transaction.atomic
def load_offene_stadt() -> Veranstalter:
    """A third, invented town: one large day of another kind, whose minutes are still a draft."""
    veranstalter = Veranstalter.objects.create(
        slug="beispielhagen",
        name="Stadt Beispielhagen",
        kurzname="Beispielhagen",
        fachbereich="Amt für Jugend, Familie und Quartiersentwicklung",
        strasse="Am Stadtgraben 1",
        plz="00000",
        ort="Beispielhagen",
        telefon="0000 000-50 (Beispiel)",
        email="jugendhilfeplanung@example.net",
        zweite_person=True,
        unterschriften="Protokoll\nModeration\nFreigabe: Amtsleitung",
    )
    create_wappen(veranstalter)
    _fill_legal_pages(veranstalter)
    _load_team(veranstalter, "beispielhagen")
    offener_tag.load_offener_tag(veranstalter)
    return veranstalter


def _fill_legal_pages(veranstalter: Veranstalter) -> None:
    """The templates with every gap marked as an example: a published conference needs finished pages."""
    for art in recht.ARTEN:
        setattr(veranstalter, art, recht.PLATZHALTER.sub("(Beispiel)", recht.vorlage(veranstalter, art)))
    veranstalter.save(update_fields=recht.ARTEN)


def _load_team(veranstalter: Veranstalter, domain: str) -> None:
    for rolle in Mitgliedschaft.Rolle:
        konto = Konto.objects.create_user(
            f"{rolle}@{domain}.example", PASSWORT, vorname=rolle.label.split(":")[0], nachname="(Beispiel)"
        )
        Mitgliedschaft.objects.create(konto=konto, veranstalter=veranstalter, rolle=rolle)


def _load_directory(veranstalter: Veranstalter) -> dict[str, Einrichtung]:
    traeger = {
        key: Traeger.objects.create(veranstalter=veranstalter, name=name, art=art)
        for key, (name, art) in seed.TRAEGER.items()
    }
    einrichtungen = {}
    for number, (name, art, key, *_rest) in enumerate(seed.EINRICHTUNGEN):
        einrichtung = Einrichtung.objects.create(
            veranstalter=veranstalter,
            name=name,
            art=art,
            traeger=traeger[key],
            strasse=f"Beispielweg {number + 1}",
            plz="14532",
            ort="Kleinmachnow",
        )
        fields = person(number + 60)
        Ansprechperson.objects.create(
            einrichtung=einrichtung,
            anrede=Ansprechperson.Anrede.FRAU if number % 2 == 0 else Ansprechperson.Anrede.HERR,
            vorname=fields["vorname"],
            nachname=fields["nachname"],
            funktion="Leitung",
            # One of them has no address: it gets a letter on paper.
            email="" if name == "Chorwerkstatt Kleine Stimmen" else f"einrichtung-{number + 1}@example.org",
        )
        einrichtungen[name] = einrichtung
    return einrichtungen


def load_seed_conference(veranstalter: Veranstalter, einrichtungen: dict[str, Einrichtung]) -> Konferenz:
    """The afternoon of 16 June 2022, published, with everything that came of it."""
    tag = seed.KONFERENZ["datum"]
    konferenz = create_konferenz(
        veranstalter,
        seed.KONFERENZ | {"phase": Konferenz.Phase.NACHBEREITUNG, "gruppen_zaehler": len(seed.GRUPPEN)},
        seed.LEITFRAGEN,
        seed.PROGRAMM,
    )
    schritte = ("2022-04-25", "2022-06-16", "2022-06-17", "2022-07-15")
    for von, nach, am in zip(PHASEN, PHASEN[1:], schritte, strict=False):
        zeit = moment(datetime.date.fromisoformat(am), "09:00")
        Phasenwechsel.objects.create(konferenz=konferenz, von=von, nach=nach, am=zeit)
    personen = _load_people_of_2022(konferenz, einrichtungen)
    themen = _load_topics(konferenz, einrichtungen)
    _load_groups_of_2022(konferenz, tag, themen, personen)
    create_gespraeche(konferenz)
    stick_dots(konferenz, personen)
    _load_photos_of_2022(konferenz)
    _load_feedback_of_2022(konferenz)
    write_sections(konferenz)
    release_minutes(konferenz)
    konferenz.phase = Konferenz.Phase.VEROEFFENTLICHT
    konferenz.save(update_fields=["phase"])
    bericht = generate(collect_berichtsdaten(konferenz))
    Bericht.objects.create(konferenz=konferenz, text=bericht, daten_stand=bericht)
    return konferenz


def _load_feedback_of_2022(konferenz: Konferenz) -> None:
    texte = dict(enumerate(seed.RUECKMELDUNGEN_TEXTE))
    Rueckmeldung.objects.bulk_create(
        Rueckmeldung(
            konferenz=konferenz,
            note=note,
            am=konferenz.datum,
            kanal=Kanal.PAPIER,
            gut=texte.get(n, ("", ""))[0],
            naechstes_mal=texte.get(n, ("", ""))[1],
            zitat_gut=n in seed.RUECKMELDUNGEN_ZITATE and bool(texte[n][0]),
            zitat_naechstes_mal=n in seed.RUECKMELDUNGEN_ZITATE and bool(texte[n][1]),
        )
        for n, note in enumerate(seed.RUECKMELDUNGEN_NOTEN)
    )


def _load_photos_of_2022(konferenz: Konferenz) -> None:
    gruppen = {gruppe.nummer: gruppe for gruppe in konferenz.kleingruppen.all()}
    for nummer, art, alternativtext, titel, zeilen in FOTOS:
        am = moment(konferenz.datum, "17:20")
        create_foto(konferenz, gruppen[nummer], art, alternativtext, titel, zeilen, am)


def _load_people_of_2022(konferenz: Konferenz, einrichtungen: dict[str, Einrichtung]) -> list[Anmeldung]:
    versandt = moment(datetime.date(2022, 4, 26), "10:00")
    anwesend = []
    number = 0
    for name, _art, _traeger, antwort, personen, kamen in seed.EINRICHTUNGEN:
        einladung = create_einladung(konferenz, einrichtungen[name], antwort, versandt)
        for seat in range(personen):
            came = seat < kamen
            zeit = moment(konferenz.datum, "14:20") if came else None
            anmeldung = create_anmeldung(konferenz, einladung, number, anwesend_am=zeit)
            number += 1
            if came:
                anwesend.append(anmeldung)
    create_aussendung(konferenz, versandt)
    return anwesend


def _load_topics(konferenz: Konferenz, einrichtungen: dict[str, Einrichtung]) -> list[Themenvorschlag]:
    leitfragen = list(konferenz.leitfragen.order_by("position"))
    einladungen = {e.einrichtung_id: e for e in konferenz.einladungen.all()}
    rows = [(row, Themenvorschlag.Status.ANGENOMMEN) for row in seed.THEMEN]
    rows += [(row, Themenvorschlag.Status.IM_SPEICHER) for row in seed.SPEICHER]
    return [
        Themenvorschlag.objects.create(
            konferenz=konferenz,
            titel=titel,
            beschreibung=beschreibung,
            leitfrage=leitfragen[leitfrage],
            handlungsfeld=feld,
            status=status,
            einrichtung=einrichtungen[name],
            einladung=einladungen[einrichtungen[name].pk],
            eingereicht_am=moment(datetime.date(2022, 5, 20), "11:00"),
        )
        for (titel, beschreibung, leitfrage, feld, name), status in rows
    ]


def _load_groups_of_2022(konferenz, tag, themen, personen) -> None:
    # Every second person of the list, then the others: no group is only one kind of institution.
    gemischt = personen[::2] + personen[1::2]
    start = 0
    for nummer, (gruppe, thema, karten) in enumerate(zip(seed.GRUPPEN, themen, seed.KARTEN, strict=False), 1):
        raum, wegweiser, moderation, groesse, mitstreiter, offen = gruppe
        kleingruppe = create_gruppe(
            konferenz, nummer, thema, raum=raum, wegweiser=wegweiser, moderation=moderation, plaetze=12, offen=offen
        )
        mitglieder = gemischt[start : start + groesse]
        start += groesse
        Zuordnung.objects.bulk_create(
            Zuordnung(
                konferenz=konferenz,
                anmeldung=anmeldung,
                kleingruppe=kleingruppe,
                von=moment(tag, "15:55"),
                durch=Rolle.TEILNAHME,
            )
            for anmeldung in mitglieder
        )
        kleingruppe.belegt = groesse
        kleingruppe.save(update_fields=["belegt"])
        werber = (gemischt[start:] + gemischt)[: mitstreiter - groesse] + mitglieder
        Mitstreiter.objects.bulk_create(
            Mitstreiter(konferenz=konferenz, thema=thema, anmeldung=a, seit=moment(tag, "15:40")) for a in werber
        )
        # Opinions stand only under invented names, never under the name of a real institution.
        echte = {"CARAT Jugendarbeit Kleinmachnow", "Kreisvolkshoch- und \u2011Musikschule Potsdam-Mittelmark"}
        autoren = {a.einrichtung_id: a.einrichtung for a in mitglieder if a.einrichtung.name not in echte}
        create_karten(kleingruppe, karten, list(autoren.values()), moment(tag, "16:20"))
        erfunden = [a for a in mitglieder if a.einrichtung.name not in echte]
        create_massnahmen(kleingruppe, MASSNAHMEN_2022[nummer - 1], erfunden)


def refresh_heute(veranstalter: Veranstalter) -> None:
    """Move the example that "runs today" to today, and the coming one three weeks ahead, when they have passed."""
    heute = timezone.localdate()
    laufende = veranstalter.konferenzen.filter(slug=laufend.SLUG_HEUTE).exclude(datum=heute).first()
    if laufende:
        laufende.datum = heute
        laufende.anmeldeschluss = heute
        laufende.save(update_fields=["datum", "anmeldeschluss"])
        laufend.restart_programm(laufende)
    for kommende in veranstalter.konferenzen.filter(phase=Konferenz.Phase.VORBEREITUNG, datum__lte=heute):
        kommende.datum = heute + datetime.timedelta(days=21)
        kommende.anmeldeschluss = heute + datetime.timedelta(days=14)
        kommende.save(update_fields=["datum", "anmeldeschluss"])
