"""The annexes of a few lines: invitation, presentations, abbreviations, privacy."""

import pytest
from django.conf import settings

from konferenz.recht import vorlage
from tests.factories import make_befund, make_foto
from tests.themen.protokoll_daten import decide, make_protokoll_konferenz, send_invitation
from themen.protokoll.abkuerzungen import BEKANNT, find_abkuerzungen
from themen.protokoll.bloecke import Absatz, Liste, Tabelle, Zelle, Zwischentitel
from themen.protokoll.daten import Variante, from_json
from themen.protokoll.gefroren import to_json
from themen.protokoll.gliederung import gliederung
from themen.protokoll.sammeln import collect_protokoll

pytestmark = pytest.mark.django_db
INTERN, NETZWERK, OEFFENTLICH = Variante


def kurze(protokoll) -> list[str]:
    return [eine.kurz for eine in protokoll.abkuerzungen]


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz()


def fill_privacy_page(konferenz, text="Wir speichern wenig.") -> None:
    konferenz.veranstalter.datenschutz = text
    konferenz.veranstalter.save(update_fields=["datenschutz"])


def test_all_annexes_in_their_order_and_which_of_them_begin_a_page(konferenz):
    send_invitation(konferenz)
    fill_privacy_page(konferenz)
    decide(konferenz, "praesentationen", "ersetzt", "- Zahlen, Fachbereich")
    gruppe = konferenz.kleingruppen.get()
    make_befund(gruppe, text="Die VHS hat Platz.")
    make_foto(gruppe)
    anlagen = [eine for eine in gliederung(collect_protokoll(konferenz, OEFFENTLICH)).values() if eine.is_anhang]
    assert [(eine.ueberschrift, eine.is_neue_seite) for eine in anlagen] == [
        ("Anlage A: Einladung", True),
        ("Anlage B: Vertretene Einrichtungen", True),
        ("Anlage C: Präsentationen", False),
        ("Anlage D: Fotoprotokoll", True),
        ("Anlage E: Abkürzungen", False),
        ("Anlage F: Hinweise zum Datenschutz", False),
    ]
    assert anlagen[2].bloecke == (Liste(("Zahlen, Fachbereich",)),)


def test_the_first_annex_begins_a_page_however_short_it_is(konferenz):
    decide(konferenz, "anlage", "aus")
    fill_privacy_page(konferenz)
    anlage = gliederung(collect_protokoll(konferenz, OEFFENTLICH))["datenschutz"]
    assert (anlage.nummer, anlage.is_neue_seite) == ("A", True)


@pytest.mark.parametrize("variante", list(Variante))
def test_the_invitation_is_a_text_without_names_in_every_variant(konferenz, variante):
    send_invitation(konferenz, text="{anrede},\n\nwir laden {einrichtung} ein: {link}\n\n{absender}")
    einladung = gliederung(collect_protokoll(konferenz, variante))["einladung"]
    assert einladung.bloecke == (
        Absatz(
            (
                "Diese Einladung ging am 2. Mai 2022 hinaus. Tag, Uhrzeit und Ort stehen hier nach dem letzten Stand. "
                "Das Programm steht im Abschnitt „Ablauf“.",
            )
        ),
        Zwischentitel("Einladung: Erste Sozialraumkonferenz Kleinmachnow"),
        Absatz(("Sehr geehrte Damen und Herren,",)),
        Absatz(("wir laden Ihre Einrichtung ein: (persönlicher Link)",)),
        Absatz(("Gemeinde Kleinmachnow", "Fachbereich Schule, Kultur, Soziales")),
    )


def test_an_invitation_does_not_point_to_a_programme_that_is_not_there(konferenz):
    send_invitation(konferenz)
    decide(konferenz, "ablauf", publikum="intern")
    satz = gliederung(collect_protokoll(konferenz, OEFFENTLICH))["einladung"].bloecke[0].zeilen[0]
    assert "Ablauf" not in satz


def test_abbreviations_are_those_in_the_text_in_the_order_of_the_alphabet(konferenz):
    gruppe = konferenz.kleingruppen.get()
    make_befund(gruppe, text="VHS-Kurse, der ÖPNV und § 16 SGB VIII; auch SGB\xa0II. Ein ASDler, eine MINTgruppe, ogs.")
    decide(konferenz, "dank", "ergaenzt", "Dank an das DRK.")
    protokoll = collect_protokoll(konferenz, OEFFENTLICH)
    assert kurze(protokoll) == ["DRK", "ÖPNV", "SGB II", "SGB VIII", "VHS"]
    (tabelle,) = gliederung(protokoll)["abkuerzungen"].bloecke
    assert isinstance(tabelle, Tabelle)
    assert tabelle.zeilen[0] == (Zelle("DRK"), Zelle("Deutsches Rotes Kreuz"))
    assert find_abkuerzungen(protokoll) == protokoll.abkuerzungen  # what is explained is no place to look


def test_an_abbreviation_in_what_is_for_few_is_not_explained_to_all(konferenz):
    decide(konferenz, "weiterarbeit", "ersetzt", "Der ASD kommt.", "intern")
    assert [kurze(collect_protokoll(konferenz, variante)) for variante in Variante] == [["ASD"], [], []]
    decide(konferenz, "abkuerzungen", "ersetzt", "- QM: Quartiersmanagement")
    assert [kurze(collect_protokoll(konferenz, variante)) for variante in Variante] == [[], [], []]


def test_no_abbreviation_is_explained_by_itself():
    assert [kurz for kurz, lang in BEKANNT.items() if kurz in lang or not lang.strip()] == []


@pytest.mark.parametrize(
    ("variante", "satz"),
    [
        (INTERN, "Dies ist die interne Fassung. Sie nennt auch, wer da war. Nur für Verwaltung und Moderation."),
        (OEFFENTLICH, "Dies ist die öffentliche Fassung. Sie nennt Einrichtungen und Zahlen, keine Namen."),
    ],
)
def test_the_privacy_annex_says_who_answers_and_where_the_rest_stands(konferenz, variante, satz):
    fill_privacy_page(konferenz)
    protokoll = collect_protokoll(konferenz, variante)
    wer = "Gemeinde Kleinmachnow, Fachbereich Schule, Kultur, Soziales."
    assert gliederung(protokoll)["datenschutz"].bloecke == (
        Absatz((f"Für die Daten dieser Konferenz ist verantwortlich: {wer} {satz}",)),
        Absatz(
            ("Welche Daten wir speichern, wie lange, und welche Rechte Sie haben, steht hier:",),
            adresse=f"{settings.ADRESSE}/{konferenz.veranstalter.slug}/datenschutz/",
        ),
    )
    make_foto(konferenz.kleingruppen.get())
    mit_foto = gliederung(collect_protokoll(konferenz, variante))["datenschutz"].bloecke[0].zeilen[0]
    assert mit_foto.endswith("Fotos, auf denen jemand zu erkennen ist, stehen nur mit Einwilligung darin.")


def test_a_privacy_page_that_is_not_filled_in_is_not_pointed_to(konferenz):
    fill_privacy_page(konferenz, vorlage(konferenz.veranstalter, "datenschutz"))
    assert "datenschutz" not in gliederung(collect_protokoll(konferenz, OEFFENTLICH))


def test_a_version_from_before_the_annexes_is_read_without_them(konferenz):
    send_invitation(konferenz)
    fill_privacy_page(konferenz)
    frozen = to_json(collect_protokoll(konferenz, OEFFENTLICH))
    neu = ("einladung", "abkuerzungen", "datenschutz")
    alt = {name: wert for name, wert in frozen.items() if name not in neu}
    alt["abschnitte"] = [key for key in alt["abschnitte"] if key not in (*neu, "praesentationen")]
    assert [eine.anker for eine in gliederung(from_json(alt)).values() if eine.is_anhang] == ["anlage"]
