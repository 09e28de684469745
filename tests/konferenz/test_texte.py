import datetime
import time

import pytest

from konferenz import texte

ABEND = datetime.datetime(2022, 6, 16, 16, 5, tzinfo=datetime.UTC)


def test_dates_read_as_germans_write_them():
    day = datetime.date(2022, 6, 16)
    assert texte.datum(day) == "16. Juni 2022"
    assert texte.datum_lang(day) == "Donnerstag, 16. Juni 2022"
    assert texte.zeitraum(datetime.time(14, 30), datetime.time(18)) == "14:30 bis 18:00 Uhr"


def test_moments_are_shown_on_the_clock_of_the_hall():
    assert texte.uhrzeit(ABEND) == "18:05"
    assert texte.datum(datetime.datetime(2022, 6, 16, 22, 30, tzinfo=datetime.UTC)) == "17. Juni 2022"


def test_nothing_gives_nothing():
    assert (texte.datum(None), texte.datum_lang(None), texte.uhrzeit(None)) == ("", "", "")


def test_midnight_is_a_time_and_not_nothing():
    assert texte.uhrzeit(datetime.time(0, 0)) == "0:00"


@pytest.mark.parametrize(
    ("number", "word"), [(0, "null"), (5, "fünf"), (12, "zwölf"), (13, "13"), ("x", "x"), (-1, "-1")]
)
def test_small_numbers_are_words(number, word):
    assert texte.zahlwort(number) == word


def test_long_compounds_may_break_at_their_joints():
    assert texte.trennbar("Erste Sozialraumkonferenz") == "Erste Sozialraum\u00adkonferenz"
    assert texte.trennbar("Einrichtungsübergreifendes") == "Einrichtungs\u00adübergreifendes"


def test_short_words_and_markup_stay_as_they_are():
    assert texte.trennbar("Konferenz <b>x</b>") == "Konferenz <b>x</b>"


@pytest.mark.parametrize(
    ("belegt", "plaetze", "worte"),
    [
        (9, 12, "Noch 3 Plätze frei"),
        (11, 12, "Noch 1 Platz frei"),
        (12, 12, "Voll"),
        (13, 12, "Voll"),
        (9, None, "9 Personen"),
        (1, None, "1 Person"),
    ],
)
def test_seats_in_words(belegt, plaetze, worte):
    assert texte.plaetze_worte(belegt, plaetze) == worte


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('Das "Netzwerk" wächst', "Das „Netzwerk“ wächst"),
        ("das 'kleine' Netz", "das ‚kleine‘ Netz"),
        ("Kinder - und Eltern", "Kinder\u00a0– und Eltern"),
        ("z. B. und z.B.", "z.\u202fB. und z.\u202fB."),
        ("Verein e. V.", "Verein e.\u202fV."),
        ("zu 100 %", "zu 100\u202f%"),
        ("am 16. Juni 2022 um 18:00 Uhr", "am 16.\u00a0Juni\u00a02022 um 18:00\u00a0Uhr"),
        ("Soll 2 aus Gruppe 1, Seite 3", "Soll\u00a02 aus Gruppe\u00a01, Seite\u00a03"),
        ("nach § 8 Abs. 3 SGB VIII", "nach §\u202f8 Abs.\u00a03 SGB\u00a0VIII"),
        ("Teilnehmer/-innen", "Teilnehmer/-\u2060innen"),
    ],
)
def test_prints_are_set_as_a_typesetter_would(typed, printed):
    assert texte.typografie(typed) == printed


def test_setting_twice_changes_nothing_more():
    once = texte.typografie('Am 16. Juni 2022 - "z. B." zu 5 % bei Teilnehmer/-innen, § 8 SGB VIII')
    assert texte.typografie(once) == once


@pytest.mark.parametrize(
    ("text", "stuecke"),
    [
        ("Ohne @ und ohne Adresse, 3 / 4", ["Ohne @ und ohne Adresse, 3 / 4"]),
        ("an a.b-c@haus.example.", ["an ", "a.b-c@haus.example", "."]),
        ("siehe https://x.example/a?b=1, danach", ["siehe ", "https://x.example/a?b=1", ", danach"]),
        ("(www.x.example/)", ["(", "www.x.example/", ")"]),
        ("a@b.de oder c@d.de", ["", "a@b.de", " oder ", "c@d.de", ""]),
    ],
)
def test_every_second_piece_is_an_address(text, stuecke):
    assert texte.adressen(text) == stuecke


def test_text_without_blanks_is_searched_in_a_moment():
    beginn = time.perf_counter()
    assert texte.adressen("a" * 20_000) == ["a" * 20_000]
    assert time.perf_counter() - beginn < 0.5
