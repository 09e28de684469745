"""Own text becomes paragraphs and lists, and blocks become text again."""

import pytest

from themen.protokoll.bloecke import Absatz, Liste, Spalte, Tabelle, Zelle, Zwischentitel, als_text, parse


@pytest.mark.parametrize(
    ("text", "bloecke"),
    [
        ("", ()),
        ("  \n\n ", ()),
        ("Ein Satz.", (Absatz(("Ein Satz.",)),)),
        (
            "Eine Zeile,\nnoch eine.\n\n\nNeuer Absatz.",
            (Absatz(("Eine Zeile,", "noch eine.")), Absatz(("Neuer Absatz.",))),
        ),
        ("- eins\n- zwei", (Liste(("eins", "zwei")),)),
        ("• eins\n– zwei\n* drei", (Liste(("eins", "zwei", "drei")),)),
        (
            "Davor:\n- eins\n  geht weiter\nDanach.",
            (Absatz(("Davor:",)), Liste(("eins geht weiter",)), Absatz(("Danach.",))),
        ),
        ("1. eins\n2) zwei", (Liste(("eins", "zwei"), is_nummeriert=True),)),
        ("1. eins\n\n2. zwei\n\n\n3. drei", (Liste(("eins", "zwei", "drei"), is_nummeriert=True),)),
        ("- a\n1. b", (Liste(("a",)), Liste(("b",), is_nummeriert=True))),
        ("a\r\nb\rc", (Absatz(("a", "b", "c")),)),
    ],
)
def test_plain_text_becomes_paragraphs_and_lists(text, bloecke):
    assert parse(text) == bloecke


@pytest.mark.parametrize(
    "text",
    [
        "16. Juni 2022 war der Tag.",
        "3. Oktober",
        "2022. Das Jahr",
        "-ohne Leerzeichen",
        "1.ohne Leerzeichen",
        "1 Person kam.",
        "<ul><li>kein Markup</li></ul>",
        "**nicht fett**",
        "-",
        "1.",
    ],
)
def test_what_only_looks_like_a_list_stays_as_it_was_typed(text):
    assert parse(text) == (Absatz((text,)),)


@pytest.mark.parametrize(
    ("adresse", "is_link"),
    [("https://ort.example/x/", True), ("http://127.0.0.1:8000/", True), ("javascript:alert(1)", False), ("", False)],
)
def test_only_an_address_of_the_web_can_be_opened(adresse, is_link):
    assert Absatz(("Hier:",), adresse=adresse).is_link is is_link


def test_blocks_become_text_that_reads_as_the_same_blocks():
    bloecke = (Absatz(("Eins,", "zwei.")), Liste(("a", "b")), Absatz(("Ende",)), Liste(("c", "d"), is_nummeriert=True))
    assert als_text(bloecke) == "Eins,\nzwei.\n\n- a\n- b\n\nEnde\n\n1. c\n2. d"
    assert parse(als_text(bloecke)) == bloecke


def test_tables_become_lists_with_the_words_of_their_columns():
    tabelle = Tabelle(
        "Beteiligung",
        (Spalte("Art"), Spalte("eingeladen", is_zahl=True), Spalte("Wer")),
        (
            (Zelle("Kitas"), Zelle("0"), Zelle("–")),
            (Zelle("x", stark="Sport:", zusatz="mit\nZusatz"), Zelle("3"), Zelle("du")),
        ),
    )
    assert als_text((Zwischentitel("Titel"), tabelle)) == (
        "Titel\n\n- Kitas; eingeladen: 0\n- Sport: x mit Zusatz; eingeladen: 3; du"
    )
