"""Loads the second, quite different example: 90 people, 16 groups, no round of introductions, minutes as a draft."""

import datetime

from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Phasenwechsel, Veranstalter
from teilnehmer.models import Anmeldung, Ansprechperson, Einladung, Einrichtung, Traeger
from teilnehmer.models.einladung import Kanal
from themen.demo import beispielhagen as daten
from themen.demo import beispielhagen_gruppen as arbeit
from themen.demo.bausteine import (
    create_anmeldung,
    create_aussendung,
    create_einladung,
    create_gruppe,
    create_karten,
    create_konferenz,
    create_themen,
    moment,
)
from themen.demo.bilder import create_foto
from themen.demo.massnahmen import create_massnahmen
from themen.demo.personen import person
from themen.demo.punkte import stick_dots
from themen.models import Foto, Kleingruppe, Mitstreiter, Rueckmeldung, Themenvorschlag, Zuordnung

# group (0: of the whole day), kind, alternative text, title on the picture, what stands on it
FOTOS = (
    (
        1,
        Foto.Art.FLIPCHART,
        "Flipchart der Gruppe 1 mit vier Zetteln: Bauchweh statt Wandertag, 9 Seiten Antrag, eine Seite reicht, "
        "Ausfüllhilfe am Elternabend.",
        "Kinderarmut",
        ("„Bauchweh“ am Wandertag", "9 Seiten Antrag", "Eine Seite reicht!", "Ausfüllhilfe am Elternabend"),
    ),
    (
        6,
        Foto.Art.FLIPCHART,
        "Flipchart der Gruppe 6, oberer Teil: Flur um 13 Uhr, zwei Schlüssel, zwei Hausordnungen, ein Haus.",
        "Ganztag (1)",
        ("13 Uhr: 140 Kinder im Flur", "Zwei Schlüssel", "Zwei Hausordnungen", "→ Ein Haus"),
    ),
    (
        6,
        Foto.Art.BOGEN,
        "Gruppenbogen der Gruppe 6: je ein Satz zu Ist, Soll und Ideen, in blauer Schrift.",
        "Ganztag (2)",
        (
            "Die Jugendarbeit erfährt vom Ganztag aus der Zeitung.",
            "Jugendarbeit sitzt in der Steuerungsgruppe.",
            "Ein Schülercafé, das der Jugendklub führt.",
        ),
    ),
    (
        11,
        Foto.Art.FLIPCHART,
        "Flipchart der Gruppe 11 mit einer Skizze des Weges vom Bahnhof zur Schule: sieben Stufen, keine Rampe.",
        "Bordstein",
        ("Bahnhof → Schule: 7 Stufen", "Keine Rampe", "Begehung mit Fotos"),
    ),
    (
        0,
        Foto.Art.EINDRUCK,
        "Die Wand mit den Anliegen des Marktplatzes: sechs Zettel in vier Farben, darunter „Nachtbus“ und „Stille“.",
        "Marktplatz der Anliegen",
        ("Nachtbus", "Kinderarmut", "Schwimmen lernen", "Stille", "Mädchenräume", "Natur vor der Tür"),
    ),
)


def load_offener_tag(veranstalter: Veranstalter) -> Konferenz:
    """Two weeks and some days ago, a Thursday: everything is written down, nothing is released."""
    vergangen = timezone.localdate() - datetime.timedelta(days=16)
    tag = vergangen - datetime.timedelta(days=(vergangen.weekday() - 3) % 7)
    konferenz = create_konferenz(
        veranstalter,
        daten.KONFERENZ
        | {
            "datum": tag,
            "anmeldeschluss": tag - datetime.timedelta(days=7),
            "phase": Konferenz.Phase.NACHBEREITUNG,
            "gruppen_zaehler": len(arbeit.GRUPPEN),
        },
        daten.LEITFRAGEN,
        daten.PROGRAMM,
    )
    _load_phasen(konferenz)
    einladungen, anwesend = _load_people(konferenz)
    themen = create_themen(konferenz, [row[:5] for row in arbeit.GRUPPEN], einladungen)
    create_themen(konferenz, [row[:5] for row in daten.SPEICHER], einladungen)
    for titel, *_rest, verbleib in daten.SPEICHER:
        konferenz.themenvorschlaege.filter(titel=titel).update(
            status=Themenvorschlag.Status.IM_SPEICHER, verbleib=verbleib
        )
    konferenz.themenvorschlaege.exclude(status=Themenvorschlag.Status.IM_SPEICHER).update(
        status=Themenvorschlag.Status.ANGENOMMEN
    )
    konferenz.themenvorschlaege.update(eingereicht_am=moment(tag, "10:10"))
    gruppen = _load_groups(konferenz, themen, anwesend)
    _load_measures(konferenz, gruppen)
    stick_dots(konferenz, anwesend)
    _load_photos(konferenz, gruppen)
    _load_feedback(konferenz)
    return konferenz


def _load_phasen(konferenz: Konferenz) -> None:
    phasen = list(Konferenz.Phase)
    for tage, von, nach in zip((-60, 0, 1), phasen, phasen[1:], strict=False):
        am = moment(konferenz.datum + datetime.timedelta(days=tage), "08:30")
        Phasenwechsel.objects.create(konferenz=konferenz, von=von, nach=nach, am=am)


def _load_people(konferenz: Konferenz) -> tuple[dict[str, Einladung], list[Anmeldung]]:
    veranstalter = konferenz.veranstalter
    traeger = {
        key: Traeger.objects.create(veranstalter=veranstalter, name=name, art=art)
        for key, (name, art) in daten.TRAEGER.items()
    }
    versandt = moment(konferenz.datum - datetime.timedelta(days=55), "10:00")
    einladungen, anwesend, number = {}, [], 0
    for platz, (name, art, key, antwort, personen, kamen) in enumerate(daten.EINRICHTUNGEN):
        einrichtung = Einrichtung.objects.create(
            veranstalter=veranstalter, name=name, art=art, traeger=traeger[key], ort="Beispielhagen", plz="00000"
        )
        kontakt = {feld: wert for feld, wert in person(platz + 11).items() if feld != "funktion"}
        Ansprechperson.objects.create(einrichtung=einrichtung, email=f"anliegen-{platz + 1}@example.net", **kontakt)
        einladungen[name] = create_einladung(konferenz, einrichtung, antwort, versandt)
        for seat in range(personen):
            came = moment(konferenz.datum, "08:50") if seat < kamen else None
            anmeldung = create_anmeldung(konferenz, einladungen[name], number, anwesend_am=came)
            number += 1
            if came:
                anwesend.append(anmeldung)
    create_aussendung(konferenz, versandt)
    # One of them may be named nowhere.
    Anmeldung.objects.filter(pk=anwesend[21].pk).update(gesperrt=True)
    return einladungen, anwesend


def _load_groups(konferenz: Konferenz, themen, anwesend: list[Anmeldung]) -> dict[int, Kleingruppe]:
    """Every third person of the list, then the next third: groups are mixed; two people wander all day."""
    gemischt = anwesend[::3] + anwesend[1::3] + anwesend[2::3]
    gruppen, zuordnungen, mitstreiter, start = {}, [], [], 0
    for nummer, (row, thema, karten) in enumerate(zip(arbeit.GRUPPEN, themen, arbeit.KARTEN, strict=True), 1):
        *_thema, ort, groesse, offen = row
        gruppe = create_gruppe(konferenz, nummer, thema, raum=ort, wegweiser="Stadthalle", belegt=groesse, offen=offen)
        mitglieder = gemischt[start : start + groesse]
        start += groesse
        zuordnungen += [
            Zuordnung(
                konferenz=konferenz,
                anmeldung=anmeldung,
                kleingruppe=gruppe,
                von=moment(konferenz.datum, "10:50"),
                durch=Rolle.TEILNAHME,
            )
            for anmeldung in mitglieder
        ]
        mitstreiter += [
            Mitstreiter(konferenz=konferenz, thema=thema, anmeldung=anmeldung, seit=moment(konferenz.datum, "10:45"))
            for anmeldung in mitglieder[: max(1, groesse - 2)]
        ]
        create_karten(gruppe, karten, [a.einrichtung for a in mitglieder[:3]], moment(konferenz.datum, "11:00"))
        gruppen[nummer] = gruppe
    Zuordnung.objects.bulk_create(zuordnungen)
    Mitstreiter.objects.bulk_create(mitstreiter)
    return gruppen


def _load_measures(konferenz: Konferenz, gruppen: dict[int, Kleingruppe]) -> None:
    for nummer, gruppe in gruppen.items():
        rows = [row[1:] for row in arbeit.MASSNAHMEN if row[0] == nummer]
        if not rows:
            continue
        mitglieder = [
            zuordnung.anmeldung
            for zuordnung in gruppe.zuordnungen.select_related("anmeldung__einrichtung").order_by("pk")
            if not zuordnung.anmeldung.gesperrt
        ]
        create_massnahmen(
            gruppe,
            [(*row[:5], row[5] and konferenz.datum + datetime.timedelta(days=row[5]), *row[6:9]) for row in rows],
            mitglieder,
        )
        for was, *_rest, verbleib in rows:
            if verbleib:
                gruppe.massnahmen.filter(was=was).update(verbleib=verbleib)


def _load_photos(konferenz: Konferenz, gruppen: dict[int, Kleingruppe]) -> None:
    for position, (nummer, art, alternativtext, titel, zeilen) in enumerate(FOTOS, 1):
        create_foto(
            konferenz,
            gruppen.get(nummer),
            art,
            alternativtext,
            titel,
            zeilen,
            moment(konferenz.datum, "13:45"),
            position,
        )


def _load_feedback(konferenz: Konferenz) -> None:
    """72 of 90 answered, not all of them happy."""
    Rueckmeldung.objects.bulk_create(
        Rueckmeldung(konferenz=konferenz, note=(1, 2, 2, 3, 1, 2, 4, 1, 2)[n % 9], am=konferenz.datum, kanal=Kanal.LINK)
        for n in range(72)
    )
    zitate = (
        ("Ich habe zum ersten Mal selbst entschieden, worüber ich rede.", ""),
        ("", "Leisere Räume; im Foyer war kaum etwas zu verstehen."),
        ("»Vorbei ist vorbei« – das nehme ich mit in unser Team.", "Bitte wieder mit Kinderbetreuung."),
    )
    Rueckmeldung.objects.bulk_create(
        Rueckmeldung(
            konferenz=konferenz,
            gut=gut,
            naechstes_mal=wunsch,
            zitat_gut=bool(gut),
            zitat_naechstes_mal=bool(wunsch),
            am=konferenz.datum,
        )
        for gut, wunsch in zitate
    )
