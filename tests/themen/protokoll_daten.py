"""Conferences for the tests of the minutes: a plain one, a rich one, and one full of hostile text."""

import datetime
import functools
import io
import itertools

from django.utils import timezone
from PIL import Image, ImageDraw

from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Datei, Konferenz, Phasenwechsel
from konferenz.models.aussendung import Anlass
from teilnehmer import briefe
from teilnehmer.models import Einrichtung
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_einladung,
    make_einrichtung,
    make_foto,
    make_kleingruppe,
    make_konferenz,
    make_leitfrage,
    make_massnahme,
    make_mitstreiter,
    make_programmpunkt,
    make_rueckmeldung,
    make_themenvorschlag,
    make_veranstalter,
)
from themen.models import Klebepunkt, Protokollabschnitt, Protokollfassung, Zuordnung
from themen.protokoll.fassung import as_content, collect_varianten, number
from themen.protokoll.gefroren import checksum

WAPPEN = (300, 360)
LANGES_WORT = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
FEINDLICH = (
    '<script>alert(1)</script><img src="http://127.0.0.1:9/x.png"><link rel=stylesheet href=file:///etc/passwd> '
    '\u202eAbdeckung\u202c 😀👩‍👧 שלום Привіт 中文 " onload=x {{ 7|add:7 }} & „Ende“'
)
SEED_GRUPPEN = (
    "Netzwerk: Einrichtungsübergreifendes Arbeiten, Austausch – vorhandene Ressourcen nutzen",
    "Sport & Freizeit: Bessere Sichtbarkeit und niedrigschwellige Sport- und Freizeitangebote",
    "Kunst und Kultur: Offene und niedrigschwellige kulturelle Freizeit- und Schnupperangebote für alle",
    "Beratung: Pandemie, Krieg, Krisen – Beratungs- und Gesprächsangebote für Kinder und Jugendliche",
    "Kinderschutz in Kleinmachnow: Prävention und Information",
)


def assign(anmeldung, gruppe) -> None:
    Zuordnung.objects.create(konferenz=gruppe.konferenz, anmeldung=anmeldung, kleingruppe=gruppe, durch=Rolle.TEILNAHME)
    gruppe.belegt += 1
    gruppe.save(update_fields=["belegt"])


def publish(konferenz) -> None:
    Phasenwechsel.objects.create(
        konferenz=konferenz,
        von=Konferenz.Phase.NACHBEREITUNG,
        nach=Konferenz.Phase.VEROEFFENTLICHT,
        am=timezone.make_aware(datetime.datetime(2022, 7, 15, 10, 0)),  # noqa: DTZ001
    )
    konferenz.phase = Konferenz.Phase.VEROEFFENTLICHT
    konferenz.save(update_fields=["phase"])


def release(konferenz, *, am=datetime.date(2022, 7, 15), aenderung="", nummer=None) -> Protokollfassung:
    """A released version of the minutes as they stand now, all three variants frozen."""
    nummer = nummer or konferenz.protokollfassungen.count() + 1
    konferenz = Konferenz.objects.select_related("veranstalter").get(pk=konferenz.pk)
    vorige = konferenz.protokollfassungen.order_by("-nummer").first()
    inhalt = as_content(number(collect_varianten(konferenz), nummer, am, aenderung, vorige))
    return Protokollfassung.objects.create(
        konferenz=konferenz,
        nummer=nummer,
        aenderung=aenderung,
        inhalt=inhalt,
        sha256=checksum(inhalt),
        freigegeben_am=timezone.make_aware(datetime.datetime.combine(am, datetime.time(10))),
    )


def decide(konferenz, schluessel, modus="daten", text="", publikum="oeffentlich") -> Protokollabschnitt:
    """What was decided about one section."""
    return Protokollabschnitt.objects.create(
        konferenz=konferenz, schluessel=schluessel, modus=modus, text=text, publikum=publikum
    )


def send_invitation(konferenz, betreff="Einladung: {konferenz}", text="", am=datetime.date(2022, 5, 2)) -> Aussendung:
    """An invitation that left on this day; no letter to anybody."""
    moment = timezone.make_aware(datetime.datetime.combine(am, datetime.time(9)))
    return Aussendung.objects.create(
        konferenz=konferenz,
        anlass=Anlass.EINLADUNG,
        betreff=betreff,
        text=text or briefe.vorlage(Anlass.EINLADUNG)[1],
        freigegeben_am=moment,
        ausgefuehrt_am=moment,
    )


def make_protokoll_konferenz(*, gruppen=1, karten=1, personen=1, text="", **overrides) -> Konferenz:
    """A conference in Nachbereitung with so many groups, and so many cards of each kind and people in each."""
    veranstalter = overrides.pop("veranstalter", None) or make_veranstalter(
        name="Gemeinde Kleinmachnow",
        kurzname="Kleinmachnow",
        fachbereich="Fachbereich Schule, Kultur, Soziales",
        strasse="Adolf-Grimme-Ring 10",
        plz="14532",
        ort="Kleinmachnow",
        pluralform="Teilnehmer/-innen",
    )
    fields = {
        "veranstalter": veranstalter,
        "titel": "Erste Sozialraumkonferenz Kleinmachnow",
        "motto": "Netzwerkstatt – Familien in Kleinmachnow",
        "datum": datetime.date(2022, 6, 16),
        "ort": "Rathaus Kleinmachnow",
        "raum": "Bürgersaal",
        "aktenzeichen": "40.12-03/2022",
        "phase": Konferenz.Phase.NACHBEREITUNG,
        "anlass": "Familien, Kinder und Jugendliche finden in Kleinmachnow viele Angebote.",
        "ziel": "Ziel der Konferenz war es, gemeinsam Möglichkeiten, Ideen und auch Lösungen zu diskutieren.",
        "moderation_name": "Robin Moderat",
        "moderation_funktion": "Regionalreferent für Bildung und Integration",
        "moderation_organisation": "RAA Potsdam",
        "begruessung": "Die Fachbereichsleitung begrüßte alle.",
        "resonanz": "Die Teilnehmenden äußerten sich einhellig sehr positiv.",
        "ausblick": "Zukünftig geplante Sozialraumkonferenzen sollen weiter Raum geben.",
        "dank": "Ein herzlicher Dank gilt allen, z. B. dem RAA Potsdam e. V.",
        "verteiler": "Vertretene Einrichtungen\nModeration\nBürgermeister",
        "kontakt_email": "netzwerkstatt@example.org",
        "kontakt_name": "Kim Kontakt",
    }
    konferenz = make_konferenz(**fields | overrides)
    for frage in (
        "Angebote und Nachfrage – Was bietet die Gemeinde und wo besteht Nachholbedarf?",
        "Welche Themen haben die Kinder/Jugendlichen/Eltern in Kleinmachnow?",
        "Was können wir präventiv und gemeinsam gestalten?",
    ):
        make_leitfrage(konferenz, text=frage)
    beginn = timezone.make_aware(datetime.datetime(2022, 6, 16, 14, 30))  # noqa: DTZ001
    for art, titel, dauer in (
        ("begruessung", "Begrüßung und Einführung", 15),
        ("vorstellungsrunde", "Vorstellungsrunde in Kurzgesprächen", 35),
        ("themen", "Themenvorstellung im Plenum", 30),
        ("gruppenarbeit", "Kleingruppen: Ist, Soll, erste Ideen", 65),
    ):
        make_programmpunkt(
            konferenz,
            art=art,
            titel=titel,
            dauer=dauer,
            verantwortlich="Moderation",
            beschreibung="In wechselnden Kurzgesprächen lernten sich alle kennen."
            if art == "vorstellungsrunde"
            else "",
            begonnen_am=beginn,
            beendet_am=beginn + datetime.timedelta(minutes=dauer + 2),
        )
    arten = itertools.cycle(Einrichtung.Art.values)
    for nummer in range(gruppen):
        titel = SEED_GRUPPEN[nummer] if nummer < 5 else f"{LANGES_WORT} {nummer}"
        art = next(arten)
        einrichtung = make_einrichtung(veranstalter, art=art, name=f"{art.title()} Straße {nummer:02} ÄÖÜß")
        einladung = make_einladung(konferenz, einrichtung, antwort="zugesagt")
        thema = make_themenvorschlag(konferenz, titel=titel[:120], einrichtung=einrichtung, einladung=einladung)
        gruppe = make_kleingruppe(konferenz, themen=[thema], titel=titel[:120], offen=text, wegweiser="Bürgersaal")
        for platz in range(personen):
            anmeldung = make_anmeldung(
                konferenz,
                vorname=f"Vor{nummer}",
                nachname=f"Nach{nummer}-{platz}",
                funktion="Leitung",
                einrichtung=einrichtung,
                einladung=einladung,
                anwesend_am=beginn,
            )
            assign(anmeldung, gruppe)
            if platz == 0:
                make_mitstreiter(thema, anmeldung)
        for karte in range(karten):
            ist = make_befund(gruppe, "ist", text=f"Istkarte {nummer}.{karte} {text}"[:600])
            soll = make_befund(gruppe, "soll", text=f"Sollkarte {nummer}.{karte} {text}"[:600], bezug=[ist])
            make_befund(gruppe, "idee", text=f"Ideenkarte {nummer}.{karte} {text}"[:600], bezug=[soll])
    return konferenz


def make_reiche_konferenz() -> Konferenz:
    """Sixteen groups (one empty, one with sixty cards), 300 people, umlauts, very long words, topics left over,
    measures, photos, dots, answers, own text, one section switched off, all annexes, and a coat of arms."""
    konferenz = make_protokoll_konferenz(gruppen=15, karten=3, personen=20)
    veranstalter = konferenz.veranstalter
    veranstalter.wappen = Datei.objects.store(
        veranstalter=veranstalter, name="wappen.png", typ="image/png", inhalt=arms()
    )
    veranstalter.datenschutz = "Wir speichern wenig."
    veranstalter.save(update_fields=["wappen", "datenschutz"])
    send_invitation(konferenz)
    gruppe, zweite = (konferenz.kleingruppen.get(nummer=nummer) for nummer in (1, 2))
    for n in range(17):
        text = f"Überzählige Größe {n}: {LANGES_WORT} und noch ein Satz mit „Anführung“ – sehr lang."
        ist = make_befund(gruppe, "ist", text=text)
        make_befund(gruppe, "soll", text=f"Gegenstück {n} mit ä, ö, ü und ß.", bezug=[ist])
        make_befund(gruppe, "idee", text=f"Einfall {n}.")
    make_befund(zweite, "ist", text="Ein Ist ohne Soll, sagt der ASD (§ 16 SGB VIII).")
    make_befund(zweite, "soll", text="Ein Soll ohne Ist.")
    make_kleingruppe(konferenz, titel="Leere Gruppe")
    for n in range(6):
        make_themenvorschlag(konferenz, titel=f"Übriges Thema {n}")
    leute = list(konferenz.anmeldungen.order_by("pk")[:40])
    for n, person in enumerate(leute[:10]):
        soll = gruppe.befunde.filter(art="soll")[n]
        was = f"Größere Übersicht {n} über {LANGES_WORT}"
        bis = datetime.date(2022, 9, 1 + n)
        make_massnahme(
            gruppe,
            was=was,
            verantwortlich=person,
            einrichtung=person.einrichtung,
            mit="Träger",
            bis=bis,
            befunde=[soll],
        )
    make_massnahme(zweite, was="Noch ohne Verantwortliche")
    for n, wo in enumerate((gruppe, gruppe, zweite, None)):
        text = f"Flipchart {n} mit Überschrift „Wünsche“"
        make_foto(wo, konferenz=konferenz, inhalt=photo(n), alternativtext=text, breite=1600, hoehe=1200)
    for n, person in enumerate(leute):
        idee = gruppe.befunde.filter(art="idee")[n % 5]
        Klebepunkt.objects.create(konferenz=konferenz, befund=idee, anmeldung=person, anzahl=1 + n % 2)
        make_rueckmeldung(konferenz, note=1 + n % 4)
    for schluessel, modus, text in (
        (
            "weiterarbeit",
            "ersetzt",
            "Wir treffen uns wieder.\n\n- Größe zeigen\n- Übersicht pflegen\n\n1. Juni\n2. Juli",
        ),
        ("gruppe-2", "ergaenzt", f"Ergänzt: {LANGES_WORT}."),
        ("praesentationen", "ersetzt", "- Zahlen aus dem Sozialraum, Fachbereich"),
        ("leitfragen", "aus", ""),
    ):
        Protokollabschnitt.objects.create(konferenz=konferenz, schluessel=schluessel, modus=modus, text=text)
    return konferenz


@functools.cache
def arms() -> bytes:
    """A round shield, half transparent in the middle, nothing in the corners."""
    bild = Image.new("RGBA", WAPPEN, (0, 0, 0, 0))
    stift = ImageDraw.Draw(bild)
    stift.ellipse((0, 0, WAPPEN[0] - 1, WAPPEN[1] - 1), fill="#1f7a4d")
    stift.ellipse((80, 100, 220, 260), fill=(244, 197, 66, 128))
    out = io.BytesIO()
    bild.save(out, "PNG")
    return out.getvalue()


@functools.cache
def photo(nummer: int) -> bytes:
    """A JPEG as the phone gives it: 1600 × 1200, noisy, so that it does not shrink to nothing."""
    farben = ("seashell", "honeydew", "lavender", "ivory")
    bild = Image.blend(
        Image.new("RGB", (1600, 1200), farben[nummer % 4]),
        Image.effect_noise((1600, 1200), 60).convert("RGB"),
        0.3,
    )
    out = io.BytesIO()
    bild.save(out, "JPEG", quality=82)
    return out.getvalue()
