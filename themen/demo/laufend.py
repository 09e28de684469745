"""Three more, invented example conferences: today, still to come, and of the neighbouring town."""

import datetime

from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Programmpunkt, Veranstalter, Zugang
from teilnehmer.models import Ansprechperson, Bedarf, Einladung, Einrichtung, Nachricht, Traeger
from teilnehmer.services.bedarf import set_bedarfe
from themen.demo import kleinmachnow_2022 as seed
from themen.demo.bausteine import (
    create_anmeldung,
    create_aussendung,
    create_einladung,
    create_gespraeche,
    create_gruppe,
    create_karten,
    create_konferenz,
    create_phasen,
    create_themen,
    set_times_of_runden,
)
from themen.demo.massnahmen import MASSNAHMEN_HEUTE, create_massnahmen
from themen.models import Mitstreiter, Themenvorschlag, Zuordnung

P = Programmpunkt.Art
SLUG_HEUTE = "netzwerktreffen-heute"
SLUG_KOMMEND = "zweite-sozialraumkonferenz"

# titel, beschreibung, Leitfrage, handlungsfeld, institution
THEMEN_HEUTE = (
    (
        "Räume gemeinsam nutzen",
        "Turnhallen, Werkstätten und Gärten über Einrichtungen hinweg öffnen",
        0,
        "netzwerk",
        "Kita Kiefernweg",
    ),
    (
        "Sport & Freizeit",
        "Offene Angebote am Nachmittag, auch ohne Verein",
        0,
        "freizeit",
        "Turngemeinschaft Kanalaue e. V.",
    ),
    (
        "Musik für alle",
        "Instrumente ausprobieren, bevor die Familie sich bindet",
        1,
        "kultur",
        "Theatergruppe Bühnenreif",
    ),
    (
        "Reden hilft",
        "Beratung dort, wo Kinder und Jugendliche ohnehin sind",
        1,
        "beratung",
        "Beratungsstelle Rückenwind",
    ),
    ("Gut ankommen", "Übergänge von der Kita in Schule und Hort", 2, "uebergaenge", "Hort Pfiffikus"),
    ("Ferien ohne Lücken", "Schließzeiten und Ferienangebote abstimmen", 2, "bildung", "Kita Löwenzahn"),
)
GRUPPEN_HEUTE = (
    ("Tisch 1", "Bürgersaal", 12, 9),
    ("Tisch 4", "Bürgersaal", 12, 7),
    ("Raum 1.12", "1. Etage, Aufzug", 10, 4),
    ("Tisch 2", "Bürgersaal", 6, 6),
    ("Raum 1.14", "1. Etage, Aufzug", 12, 3),
)
KARTEN_HEUTE = (
    (
        "Unsere Turnhalle steht vormittags leer, im Nachbarhort fehlt Platz für Bewegung.",
        "Wer einen Raum sucht, telefoniert sich durch.",
    ),
    (("Freie Räume stehen in einer gemeinsamen Liste, mit Zeiten und Ansprechperson.", (2,)),),
    (("Liste mit fünf Räumen anfangen und ein halbes Jahr erproben.", (1,)),),
)
THEMEN_KOMMEND = (
    (
        "Was wurde aus unseren Ideen?",
        "Rückblick auf die erste Konferenz und offene Punkte",
        0,
        "netzwerk",
        "Fachbereich Schule, Kultur, Soziales",
    ),
    (
        "Jugend beteiligen",
        "Wie Jugendliche mitreden, bevor etwas gebaut wird",
        1,
        "beteiligung",
        "CARAT Jugendarbeit Kleinmachnow",
    ),
    ("Sprache im Alltag", "Sprachförderung zwischen Kita, Hort und Familie", 1, "bildung", "Kita Sonnenblick"),
    ("Bewegung jeden Tag", "Kurze Wege zu Sport und Spiel", 2, "freizeit", "Sportverein Bäkewiese e. V."),
)
# How the institutions answered the second invitation, in the order of the directory.
ANTWORTEN_KOMMEND = "zzzaozzzozzzozazzaoooooooozzozoazzz"


def _programm(real: tuple[str, ...] = ()) -> list[tuple]:
    """The seed's afternoon with other real begins."""
    return [(*row[:6], real[n] if n < len(real) else "") for n, row in enumerate(seed.PROGRAMM)]


def load_heute(veranstalter: Veranstalter, einrichtungen: dict[str, Einrichtung], vorgaenger: Konferenz) -> Konferenz:
    """A conference that runs today: choice and cards are open, most people are there, some have chosen."""
    heute = timezone.localdate()
    jetzt = timezone.now()
    konferenz = create_konferenz(
        veranstalter,
        {
            "slug": SLUG_HEUTE,
            "titel": "Netzwerktreffen Kinder und Jugend",
            "motto": "Heute zum Ausprobieren",
            "kurzbeschreibung": "Ein Beispiel, das heute läuft: Gruppenwahl und Karten sind geöffnet.",
            "anlass": "Die erste Konferenz hat viele Ideen gebracht. Heute arbeiten wir daran weiter.",
            "ziel": "Ziel ist es, für fünf Themen Ist und Soll zu klären und erste Schritte zu finden.",
            "fachbereich": veranstalter.fachbereich,
            "datum": heute,
            "beginn": datetime.time(14, 30),
            "ende": datetime.time(18, 0),
            "ort": "Rathaus Kleinmachnow",
            "raum": "Bürgersaal",
            "anschrift": "Adolf-Grimme-Ring 10, 14532 Kleinmachnow",
            "barrierefreiheit": "stufenlos erreichbar",
            "aktenzeichen": "40.12-07 (Beispiel)",
            "anmeldeschluss": heute,
            "plaetze": 60,
            "moderation_funktion": "Externe Moderation (Beispiel)",
            "kontakt_name": veranstalter.fachbereich,
            "kontakt_telefon": veranstalter.telefon,
            "kontakt_email": veranstalter.email,
            "vorgaenger": vorgaenger,
            "phase": Konferenz.Phase.DURCHFUEHRUNG,
            "tor_themen": "offen",
            "tor_gruppenwahl": "offen",
            "tor_karten": "offen",
            "gruppen_zaehler": len(GRUPPEN_HEUTE),
        },
        seed.LEITFRAGEN,
        _programm(),
    )
    create_phasen(konferenz, jetzt - datetime.timedelta(days=30))
    personen, einladungen = [], {}
    for number, (name, _art, _traeger, antwort, anzahl, _kamen) in enumerate(seed.EINRICHTUNGEN):
        einladung = create_einladung(konferenz, einrichtungen[name], antwort, jetzt - datetime.timedelta(days=28))
        einladungen[name] = einladung
        for seat in range(anzahl):
            da = jetzt if (number + seat) % 8 else None
            personen.append(create_anmeldung(konferenz, einladung, number * 2 + seat + 11, anwesend_am=da))
    themen = create_themen(konferenz, THEMEN_HEUTE, einladungen)
    anwesend = [p for p in personen if p.anwesend_am]
    frei = iter(anwesend)
    for nummer, ((raum, wegweiser, plaetze, belegt), thema) in enumerate(zip(GRUPPEN_HEUTE, themen, strict=False), 1):
        thema.status = Themenvorschlag.Status.ANGENOMMEN
        thema.save(update_fields=["status"])
        gruppe = create_gruppe(konferenz, nummer, thema, raum=raum, wegweiser=wegweiser, plaetze=plaetze, belegt=belegt)
        mitglieder = [next(frei) for _ in range(belegt)]
        Zuordnung.objects.bulk_create(
            Zuordnung(konferenz=konferenz, anmeldung=a, kleingruppe=gruppe, von=jetzt, durch=Rolle.TEILNAHME)
            for a in mitglieder
        )
        Mitstreiter.objects.bulk_create(
            Mitstreiter(konferenz=konferenz, thema=thema, anmeldung=a) for a in anwesend[nummer :: 4 + nummer]
        )
        if nummer == 1:
            create_karten(gruppe, KARTEN_HEUTE, [einrichtungen["Kita Kiefernweg"]], jetzt)
            create_massnahmen(gruppe, MASSNAHMEN_HEUTE, mitglieder, bis=heute + datetime.timedelta(days=90))
    restart_programm(konferenz)
    create_gespraeche(konferenz)
    Zugang.objects.create(konferenz=konferenz, zweck=Zugang.Zweck.MODERATION, bezeichnung="Moderation (Beispiel)")
    Zugang.objects.create(konferenz=konferenz, zweck=Zugang.Zweck.HILFE, bezeichnung="Empfang (Beispiel)")
    Zugang.objects.create(konferenz=konferenz, zweck=Zugang.Zweck.LEINWAND, bezeichnung="Beamer im Saal (Beispiel)")
    return konferenz


def load_kommende(
    veranstalter: Veranstalter, einrichtungen: dict[str, Einrichtung], vorgaenger: Konferenz
) -> Konferenz:
    """A conference in three weeks: some have answered, registration and topics are open."""
    heute = timezone.localdate()
    jetzt = timezone.now()
    konferenz = create_konferenz(
        veranstalter,
        {
            "slug": SLUG_KOMMEND,
            "titel": "Zweite Sozialraumkonferenz Kleinmachnow",
            "motto": "Netzwerkstatt – Familien in Kleinmachnow",
            "kurzbeschreibung": (
                "Alle, die in Kleinmachnow mit Kindern, Jugendlichen und Familien arbeiten, treffen sich wieder. "
                "Wir sehen nach, was aus den Ideen geworden ist, und arbeiten weiter."
            ),
            "anlass": "Auf der ersten Konferenz wurde vereinbart, sich regelmäßig zu treffen.",
            "ziel": "Ziel ist es, das Netzwerk zu festigen und neue Themen aufzunehmen.",
            "fachbereich": veranstalter.fachbereich,
            "datum": heute + datetime.timedelta(days=21),
            "beginn": datetime.time(14, 30),
            "ende": datetime.time(18, 0),
            "ort": "Rathaus Kleinmachnow",
            "raum": "Bürgersaal",
            "anschrift": "Adolf-Grimme-Ring 10, 14532 Kleinmachnow",
            "barrierefreiheit": "stufenlos erreichbar",
            "aktenzeichen": "40.12-09 (Beispiel)",
            "anmeldeschluss": heute + datetime.timedelta(days=14),
            "plaetze": 60,
            "kontakt_name": veranstalter.fachbereich,
            "kontakt_telefon": veranstalter.telefon,
            "kontakt_email": veranstalter.email,
            "vorgaenger": vorgaenger,
            "phase": Konferenz.Phase.VORBEREITUNG,
        },
        seed.LEITFRAGEN,
        _programm(),
    )
    create_phasen(konferenz, jetzt - datetime.timedelta(days=20))
    einladungen = {}
    for number, (name, *_rest) in enumerate(seed.EINRICHTUNGEN):
        antwort = ANTWORTEN_KOMMEND[number]
        einladung = create_einladung(konferenz, einrichtungen[name], antwort, jetzt - datetime.timedelta(days=12))
        einladungen[name] = einladung
        if antwort == "z":
            for seat in range(1 + number % 2):
                ohne_name = {"vorname": "", "nachname": "", "funktion": ""} if seat else {}
                create_anmeldung(konferenz, einladung, number + 23, **ohne_name)
    create_themen(konferenz, THEMEN_KOMMEND, einladungen)
    create_aussendung(konferenz, jetzt - datetime.timedelta(days=12))
    # One letter came back, two people said what they need on the day.
    zurueck = Nachricht.objects.filter(konferenz=konferenz, einladung__antwort=Einladung.Antwort.OFFEN).earliest("pk")
    zurueck.zurueckgekommen_am = jetzt - datetime.timedelta(days=11)
    zurueck.save(update_fields=["zurueckgekommen_am"])
    arten = (Bedarf.Art.VERPFLEGUNG, "vegetarisch"), (Bedarf.Art.GEBAERDENSPRACHE, "")
    benannte = konferenz.anmeldungen.exclude(nachname="").order_by("pk")
    for anmeldung, (art, angabe) in zip(benannte, arten, strict=False):
        set_bedarfe(anmeldung, {art: angabe})
    return konferenz


def load_nachbarkonferenz(veranstalter: Veranstalter) -> Konferenz:
    heute = timezone.localdate()
    konferenz = create_konferenz(
        veranstalter,
        {
            "slug": "familienforum",
            "titel": "Familienforum Musterwerder",
            "motto": "Zusammen wachsen",
            "kurzbeschreibung": "Das Beispiel einer zweiten Gemeinde.",
            "datum": heute + datetime.timedelta(days=35),
            "beginn": datetime.time(15, 0),
            "ende": datetime.time(18, 30),
            "ort": "Alte Schule",
            "raum": "Aula",
            "anmeldeschluss": heute + datetime.timedelta(days=28),
            "plaetze": 40,
            "phase": Konferenz.Phase.VORBEREITUNG,
        },
        ("Was brauchen Familien in Musterwerder?",),
        _programm(),
    )
    traeger = Traeger.objects.create(veranstalter=veranstalter, name="Stadt Musterwerder", art=Traeger.Art.KOMMUNAL)
    for number, (name, art) in enumerate((("Kita Inselkinder", "kita"), ("Jugendhaus Anker", "jugendarbeit"))):
        einrichtung = Einrichtung.objects.create(veranstalter=veranstalter, name=name, art=art, traeger=traeger)
        Ansprechperson.objects.create(
            einrichtung=einrichtung, vorname="Kim", nachname="Sommer (Beispiel)", email=f"haus-{number}@example.net"
        )
        einladung = create_einladung(konferenz, einrichtung, "z" if number else "o", timezone.now())
        if number:
            create_anmeldung(konferenz, einladung, 70)
    return konferenz


def restart_programm(konferenz: Konferenz) -> None:
    """Let the Gruppenbildung run since five minutes, whatever the clock says: talks and topics before it are done."""
    jetzt = timezone.now()
    zeit = jetzt - datetime.timedelta(minutes=95)
    for punkt in konferenz.programmpunkte.order_by("position"):
        punkt.begonnen_am = punkt.beendet_am = None
        if punkt.art in (P.BEGRUESSUNG, P.VORSTELLUNGSRUNDE, P.THEMEN):
            punkt.begonnen_am = zeit
            zeit += datetime.timedelta(minutes=punkt.dauer)
            punkt.beendet_am = zeit
        elif punkt.art == P.GRUPPENBILDUNG:
            punkt.begonnen_am = jetzt - datetime.timedelta(minutes=5)
        punkt.save(update_fields=["begonnen_am", "beendet_am"])
    set_times_of_runden(konferenz)
    beginn = konferenz.programmpunkte.get(art=P.THEMEN).begonnen_am
    for n, thema in enumerate(konferenz.themenvorschlaege.order_by("pk")):
        thema.pitch_begonnen_am = beginn + datetime.timedelta(minutes=3 * n + 1)
        thema.pitch_beendet_am = thema.pitch_begonnen_am + datetime.timedelta(minutes=2)
        thema.save(update_fields=["pitch_begonnen_am", "pitch_beendet_am"])
