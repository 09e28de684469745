"""Invented measures of the examples: agreed ones, and some that nobody answers for yet."""

import datetime

from teilnehmer.models import Anmeldung
from themen.models import Befund, Kleingruppe, Massnahme, MassnahmeBezug

OFFEN, ARBEIT, ERLEDIGT, NICHT = Massnahme.Status
TAG = datetime.date

# Per group: what, numbers of the Soll, number of the Idee (0: none), place of the responsible person in the group
# (None: nobody), with whom, until, how one will notice, state, reason.
MASSNAHMEN_2022 = (
    (
        (
            "Entwurf des Verzeichnisses an alle Einrichtungen senden und Rückmeldungen einarbeiten",
            (2,),
            1,
            0,
            "allen Einrichtungen",
            TAG(2022, 9, 30),
            "Jede Einrichtung hat ihren Eintrag geprüft.",
            ERLEDIGT,
            "",
        ),
        (
            "Leihliste anlegen und die ersten zehn Einträge sammeln",
            (3,),
            2,
            2,
            "den Horten",
            TAG(2022, 10, 31),
            "",
            ERLEDIGT,
            "",
        ),
        (
            "Zum ersten Netzwerktreffen einladen",
            (1,),
            0,
            4,
            "",
            TAG(2022, 11, 15),
            "Zwei Drittel sagen zu.",
            ERLEDIGT,
            "",
        ),
        (
            "Hospitation: einen Vormittag im Jahr in einer anderen Einrichtung erproben",
            (1, 4),
            3,
            None,
            "",
            None,
            "",
            OFFEN,
            "",
        ),
    ),
    (
        (
            "Angebote der Vereine nach Alter, Ort und Kosten abfragen",
            (1,),
            1,
            0,
            "",
            TAG(2022, 9, 30),
            "",
            ERLEDIGT,
            "",
        ),
        (
            "Halle für einen offenen Nachmittag finden",
            (2,),
            2,
            3,
            "Vereinen und Schulen",
            TAG(2022, 12, 31),
            "",
            NICHT,
            "Die Hallen sind bis zum Sommer 2024 fest vergeben.",
        ),
        ("Schnupperpass mit fünf Vereinen abstimmen", (3,), 3, 5, "", TAG(2023, 1, 31), "", ARBEIT, ""),
    ),
    (
        (
            "Instrumentenkarussell in zwei Horten erproben",
            (1,),
            1,
            1,
            "zwei Horten",
            TAG(2023, 1, 31),
            "Nach fünf Wochen fragen die Kinder nach mehr.",
            ERLEDIGT,
            "",
        ),
        (
            "Schnupperkarte entwerfen und mit den Anbietern abstimmen",
            (1, 4),
            2,
            3,
            "",
            TAG(2022, 10, 31),
            "",
            ARBEIT,
            "",
        ),
        ("Familiennachmittag am ersten Samstag im Monat", (3,), 3, None, "", None, "", OFFEN, ""),
    ),
    (
        (
            "Offene Sprechstunde für ein halbes Jahr erproben",
            (1, 2),
            1,
            1,
            "dem Jugendtreff",
            TAG(2022, 9, 1),
            "Mehr als fünf Jugendliche kommen im Monat.",
            ERLEDIGT,
            "",
        ),
        ("Fortbildung für 20 Fachkräfte anbieten", (3,), 2, 3, "", TAG(2022, 11, 30), "", ERLEDIGT, ""),
        ("Beratungskarte drucken und verteilen", (4,), 3, 5, "", TAG(2022, 12, 31), "", ERLEDIGT, ""),
    ),
    (
        (
            "Entwurf des Ablaufplans mit dem Jugendamt des Landkreises abstimmen",
            (2,),
            1,
            0,
            "",
            TAG(2022, 10, 31),
            "Der Plan hängt in jeder Einrichtung.",
            ARBEIT,
            "",
        ),
        ("Vorstellung der Schutzkonzepte vorbereiten", (1,), 0, 2, "", TAG(2023, 1, 31), "", ERLEDIGT, ""),
        ("Schulungsabende für Ehrenamtliche", (3,), 2, 4, "", None, "", OFFEN, ""),
    ),
)
MASSNAHMEN_HEUTE = (
    ("Fünf Räume mit freien Zeiten in eine Liste eintragen", (1,), 1, 0, "", TAG(2099, 12, 31), "", OFFEN, ""),
    ("Klären, wer die Liste pflegt", (1,), 0, None, "", None, "", OFFEN, ""),
)


def create_massnahmen(
    gruppe: Kleingruppe, massnahmen, mitglieder: list[Anmeldung], bis: datetime.date | None = None
) -> None:
    """Measures of a group; `bis` stands instead of every date, for a conference that runs today."""
    karten = {(befund.art, befund.nummer): befund for befund in gruppe.befunde.all()}
    benannte = [anmeldung for anmeldung in mitglieder if anmeldung.has_name]
    for nummer, (was, soll, idee, wer, mit, tag, merkmal, status, grund) in enumerate(massnahmen, 1):
        person = benannte[wer % len(benannte)] if wer is not None and benannte else None
        row = Massnahme.objects.create(
            konferenz_id=gruppe.konferenz_id,
            kleingruppe=gruppe,
            nummer=nummer,
            was=was,
            verantwortlich=person,
            einrichtung=person.einrichtung if person else None,
            mit=mit,
            bis=tag and (bis or tag),
            merkmal=merkmal,
            status=status,
            grund=grund,
        )
        bezuege = [karten[Befund.Art.SOLL, n] for n in soll] + ([karten[Befund.Art.IDEE, idee]] if idee else [])
        MassnahmeBezug.objects.bulk_create(MassnahmeBezug(massnahme=row, befund=befund) for befund in bezuege)
