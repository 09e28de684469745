"""What the planners wrote into the minutes of the example by hand; invented like the cards."""

import datetime

from konferenz.models import Konferenz, Mitgliedschaft
from themen.demo.bausteine import moment
from themen.models import Foto, Protokollabschnitt, Protokollanmerkung, Protokollfassung, Protokollstand, Publikum
from themen.protokoll.fassung import as_content, collect_varianten, number
from themen.protokoll.gefroren import checksum
from themen.services.protokoll import change_abschnitt
from themen.services.protokollfreigabe import order_dateien

M = Protokollabschnitt.Modus

# key of the section, how it stands to the data, for whom, text
ABSCHNITTE = (
    (
        "weiterarbeit",
        M.ERSETZT,
        Publikum.OEFFENTLICH,
        "Die fünf Gruppen arbeiten weiter. Verabredet ist:\n\n"
        "- Jede Gruppe trifft sich bis zum Herbst noch einmal. Der Fachbereich lädt ein.\n"
        "- Die Einrichtungen prüfen ihren Eintrag im Netzwerk einmal im Jahr.\n"
        "- Der Fachbereich berichtet im Ausschuss für Schule, Kultur und Soziales.",
    ),
    (
        "begruessung",
        M.ERGAENZT,
        Publikum.OEFFENTLICH,
        "Ein Beschluss war mit der Konferenz nicht verbunden.",
    ),
    (
        "gruppe-1",
        M.ERGAENZT,
        Publikum.OEFFENTLICH,
        "Die Gruppe hat gebeten, das Verzeichnis aus den Anmeldungen dieser Konferenz zu beginnen.",
    ),
    (
        "fotos",
        M.DATEN,
        Publikum.NETZWERK,
        "",
    ),
)

# group, kind, alternative text, title on the picture, what stands on it
FOTOS = (
    (
        1,
        Foto.Art.FLIPCHART,
        "Flipchart der Gruppe 1 mit vier Zetteln: ein Verzeichnis, eine Leihliste, Hospitation, fester Kreis.",
        "Netzwerk",
        ("Ein Verzeichnis, das stimmt", "Leihliste: geben und suchen", "Hospitation", "Fester Kreis, zweimal im Jahr"),
    ),
    (
        3,
        Foto.Art.FLIPCHART,
        "Flipchart der Gruppe 3 mit drei Zetteln: Instrumentenkarussell, Schnupperkarte, Familiennachmittag.",
        "Kunst und Kultur",
        ("Fünf Instrumente in fünf Wochen", "Schnupperkarte", "Samstags: Familiennachmittag"),
    ),
    (
        4,
        Foto.Art.BOGEN,
        "Gruppenbogen der Gruppe 4, mit der Hand ausgefüllt: je ein Satz zu Ist, Soll und Ideen.",
        "Beratung",
        (
            "Auf einen Termin in der Beratung warten Familien mehrere Wochen.",
            "Ein erstes Gespräch ist innerhalb von zwei Wochen möglich.",
            "Offene Sprechstunde einmal im Monat im Jugendtreff.",
        ),
    ),
)


def write_sections(konferenz: Konferenz) -> None:
    """Through the service, so that the example has a history like any other."""
    by = konferenz.veranstalter.mitgliedschaften.get(rolle=Mitgliedschaft.Rolle.PLANUNG).akteur
    for schluessel, modus, publikum, text in ABSCHNITTE:
        change_abschnitt(
            konferenz=konferenz, schluessel=schluessel, modus=modus, text=text, publikum=publikum, fassung=0, by=by
        )


FRIST = datetime.date(2022, 7, 8)
FREIGABE = datetime.date(2022, 7, 14)
# section, text, what became of it, answer
ANMERKUNGEN = (
    (
        "weiterarbeit",
        "Wann wir uns wieder treffen, fehlt noch.",
        Protokollanmerkung.Ergebnis.UEBERNOMMEN,
        "Das Treffen bis zum Herbst steht jetzt dabei.",
    ),
    (
        "ablauf",
        "Die Kurzgespräche dauerten länger als im Programm.",
        Protokollanmerkung.Ergebnis.NICHT_UEBERNOMMEN,
        "Die Zeiten kommen aus dem Ablauf des Tages. Wir merken es uns für das nächste Mal.",
    ),
)


def release_minutes(konferenz: Konferenz) -> None:
    """As it went in the summer of 2022: two remarks, submitted by the planners, released by the Leitung."""
    mitglieder = konferenz.veranstalter.mitgliedschaften
    planung = mitglieder.get(rolle=Mitgliedschaft.Rolle.PLANUNG)
    leitung = mitglieder.get(rolle=Mitgliedschaft.Rolle.LEITUNG)
    personen = konferenz.anmeldungen.anwesend().filter(einrichtung__isnull=False).order_by("pk")
    for person, (abschnitt, text, ergebnis, antwort) in zip(personen[::7], ANMERKUNGEN, strict=False):
        Protokollanmerkung.objects.create(
            konferenz=konferenz,
            abschnitt=abschnitt,
            text=text,
            anmeldung=person,
            einrichtung=person.einrichtung,
            am=moment(FRIST - datetime.timedelta(days=3), "11:20"),
            ergebnis=ergebnis,
            antwort=antwort,
            erledigt_am=moment(FRIST + datetime.timedelta(days=3), "09:40"),
            erledigt_von=planung.konto,
        )
    Protokollstand.objects.create(
        konferenz=konferenz,
        zustand=Protokollstand.Zustand.FREIGEGEBEN,
        frist=FRIST,
        vorgelegt_am=moment(FRIST + datetime.timedelta(days=3), "10:00"),
        vorgelegt_von=planung.konto,
    )
    inhalt = as_content(number(collect_varianten(konferenz), 1, FREIGABE, "", None))
    fassung = Protokollfassung.objects.create(
        konferenz=konferenz,
        nummer=1,
        inhalt=inhalt,
        sha256=checksum(inhalt),
        freigegeben_am=moment(FREIGABE, "15:00"),
        freigegeben_von=leitung.konto,
        vorgelegt_von=planung.konto,
    )
    order_dateien(fassung=fassung, by=leitung.akteur)
