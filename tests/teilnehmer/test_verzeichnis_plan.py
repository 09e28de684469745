"""What a file would do: the preview, row by row."""

import pytest

from tests.factories import make_ansprechperson, make_einrichtung, make_traeger, make_veranstalter
from tests.teilnehmer.verzeichnis_dateien import KOPF, dreihundert, kinds, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def v():
    return make_veranstalter()


def faults(plan: list[dict]) -> list[list[list[str]]]:
    return [zeile["fehler"] for zeile in plan]


def test_new_changed_unchanged_and_faulty_rows(v):
    traeger = make_traeger(v, name="Gemeinde")
    blau = make_einrichtung(v, name="Kita Blau", ort="Teltow", traeger=traeger)
    make_ansprechperson(blau, anrede="frau", vorname="Miriam", nachname="Albers", email="m@example.org")
    make_einrichtung(v, name="Hort Rot", art="hort", telefon="1")
    plan = plan_of(
        v,
        ["Name", "Art", "Ort", "Träger", "Telefon", "Anrede", "Vorname", "Nachname", "E-Mail"],
        ["Kita Blau", "Kita", "Teltow", "Gemeinde", None, "Fr.", "Miriam", "Albers", "m@example.org"],
        ["HORT ROT", "Hort", None, None, "2", "", "Kim", "Neu", ""],
        ["Turnverein Teltow", "Verein", None, None, None, None, None, None, None],
        ["Sportverein Teltow", "Sport", None, None, None, None, None, "Groß", "g(at)example.org"],
        ["Chor", "Kultur", None, "Chorverband e. V.", None, None, "Ute", "Klein", "u@example.org"],
    )
    assert kinds(plan) == ["unveraendert", "geaendert", "fehlerhaft", "fehlerhaft", "neu"]
    assert plan[1]["aenderungen"] == [
        ["Einrichtung", "Hort Rot", "HORT ROT"],
        ["Telefon", "1", "2"],
        ["Ansprechperson", "", "Kim Neu"],
    ]
    assert plan[2]["fehler"] == [["Art", "„Verein“ ist keine bekannte Art von Einrichtung."]]
    assert plan[3]["fehler"] == [["E-Mail", "„g(at)example.org“ ist keine E-Mail-Adresse."]]
    assert plan[4]["aenderungen"] == [["Ansprechperson", "", "Ute Klein, u@example.org"]]


def test_an_empty_cell_deletes_nothing(v):
    row = make_einrichtung(v, name="Kita Blau", ort="Teltow", telefon="1", tags=["a"], webseite="https://a.example")
    make_ansprechperson(row, vorname="Kim", nachname="Alt", funktion="Leitung")
    plan = plan_of(
        v,
        ["Kennung", "Name", "Ort", "Telefon", "Tags", "Webseite", "Nachname", "Funktion", "aktiv"],
        [row.kennung, *[None] * 8],
        [row.kennung, "Kita Blau", None, None, None, None, "Alt", None, None],
    )
    assert kinds(plan) == ["unveraendert", "unveraendert"]


def test_several_rows_of_one_institution_are_several_contacts(v):
    plan = plan_of(
        v,
        KOPF,
        ["Kita Blau", "Kita", None, "Weg 1", "14532", "Teltow", "Kim", "Eins", "eins@example.org"],
        ["kita  blau", "Kita", None, None, None, "Teltow", "Kim", "Zwei", "zwei@example.org"],
        ["Kita Blau", "Kita", None, "Weg 2", None, None, "Kim", "Drei", None],
        ["Kita Blau", "Kita", None, None, None, "Teltow", "Kim", "Zwei", "zwei@example.org"],
        ["Kita Blau", None, None, None, None, "Teltow", None, None, None],
    )
    assert kinds(plan) == ["neu", "neu", "fehlerhaft", "fehlerhaft", "fehlerhaft"]
    assert faults(plan)[2:] == [
        [["Straße und Hausnummer", "In Zeile 2 steht zu dieser Einrichtung etwas anderes."]],
        [["Nachname", "Diese Person steht schon in Zeile 3."]],
        [["Einrichtung", "Diese Einrichtung steht schon in Zeile 2."]],
    ]
    assert {zeile["gruppe"] for zeile in plan} == {2}


@pytest.mark.parametrize(
    ("stored", "row", "expected"),
    [
        ({"nachname": "Albers", "email": "a@x.example"}, ("Miriam", "Albers-Reuter", "a@x.example"), "Nachname"),
        ({"nachname": "Albers", "email": "a@x.example"}, ("Miriam", "Albers", "neu@x.example"), "E-Mail"),
        ({"nachname": "Albers", "email": "info@x.example"}, ("Jan", "Groß", "info@x.example"), "Ansprechperson"),
    ],
)
def test_a_contact_is_found_again_by_name_or_by_address_and_first_name(v, stored, row, expected):
    einrichtung = make_einrichtung(v, name="Kita Blau")
    make_ansprechperson(einrichtung, vorname="Miriam", **stored)
    plan = plan_of(v, ["Name", "Vorname", "Nachname", "Mail"], ["Kita Blau", *row])
    assert plan[0]["aenderungen"][0][0].endswith(expected)


def test_two_contacts_of_one_name_are_asked_for_not_guessed(v):
    einrichtung = make_einrichtung(v, name="Kita Blau")
    for email in ("a@example.org", "b@example.org"):
        make_ansprechperson(einrichtung, vorname="Kim", nachname="Albers", email=email)
    plan = plan_of(
        v,
        ["Name", "Vorname", "Nachname", "Mail"],
        ["Kita Blau", "Kim", "Albers", "c@example.org"],
        ["Kita Blau", "Kim", "Albers", "b@example.org"],
    )
    assert kinds(plan) == ["geaendert", "unveraendert"]
    plan = plan_of(v, ["Name", "Nachname"], ["Kita Blau", "Albers"])
    assert faults(plan) == [[["Nachname", "Mehrere Ansprechpersonen dieser Einrichtung heißen so."]]]


def test_an_address_without_a_name_needs_a_word_from_the_person(v):
    zeilen = (["Name", "Art", "E-Mail"], ["Kita Blau", "Kita", "info@example.org"])
    assert faults(plan_of(v, *zeilen)) == [[["Nachname", "Zur E-Mail-Adresse fehlt der Name."]]]
    plan = plan_of(v, *zeilen, werte={"ohne_namen": "Leitung"})
    assert (kinds(plan), plan[0]["aenderungen"]) == (["neu"], [["Ansprechperson", "", "Leitung, info@example.org"]])
    make_ansprechperson(make_einrichtung(v, name="Kita Blau"), nachname="Albers", email="info@example.org")
    assert kinds(plan_of(v, *zeilen, werte={"ohne_namen": "Leitung"})) == ["unveraendert"]


@pytest.mark.parametrize(
    ("zeile", "gruende"),
    [
        (["Kita Sonnenblume", "Kita", "", "", "", "anderswo"], ["ähnlicher Name"]),
        (["Kindertagesstätte Sonnenblumen", "Kita", "", "", "", ""], ["ähnlicher Name"]),
        (["Haus am See", "Kita", "", "Haupt-Str. 5", "14532", ""], ["gleiche Anschrift"]),
        (["Haus am See", "Kita", "", "", "", "", "Kim", "Neu", "kim@sonnenblume.example"],
         ["gleiche Endung der E-Mail-Adresse"]),
        (["Haus am See", "Kita", "", "", "", "", "Kim", "Neu", "Info@Sonnenblume.example"], ["gleiche E-Mail-Adresse"]),
    ],
)  # fmt: skip
def test_likely_duplicates_are_shown_with_the_reason(v, zeile, gruende):
    row = make_einrichtung(v, name="Kita Sonnenblume", strasse="Hauptstraße 5", plz="14532", ort="Kleinmachnow")
    make_ansprechperson(row, email="info@sonnenblume.example")
    (found,) = plan_of(v, KOPF, zeile)
    assert found["art"] == "entscheiden"
    assert found["vorschlaege"] == [
        {"kennung": row.kennung, "name": "Kita Sonnenblume", "ort": "Kleinmachnow", "gruende": gruende}
    ]


def test_what_says_nothing_is_no_reason(v):
    for name in ("Kita Eins", "Kita Zwei"):
        row = make_einrichtung(v, name=name, strasse="Weg 1", plz="14532")
        make_ansprechperson(row, email=f"{name[5:]}@gemeinde.example")
        make_ansprechperson(row, email=f"{name[5:]}@gmx.de")
    plan = plan_of(
        v,
        KOPF,
        ["Kita Drei", "Kita", "", "Weg 1", "10000", "", "Kim", "Neu", "drei@gemeinde.example"],
        ["Kita Vier", "Kita", "", "", "", "", "Kim", "Neu", "vier@gmx.de"],
        ["Hort Fünf", "Hort", "", "", "", "", "", "", ""],
    )
    assert kinds(plan) == ["neu", "neu", "neu"]


def test_who_stands_in_the_file_too_is_no_likely_duplicate(v):
    make_einrichtung(v, name="Kita Sonnenblume", strasse="Weg 1")
    plan = plan_of(
        v,
        ["Name", "Art", "Straße"],
        ["Kita Sonnenblume", "Kita", "Weg 1"],
        ["Hort Sonnenblume", "Hort", "Weg 1"],
    )
    assert kinds(plan) == ["unveraendert", "neu"]


@pytest.mark.parametrize(("wahl", "art"), [("neu", "neu"), ("ueberspringen", "uebersprungen"), ("", "entscheiden")])
def test_the_person_decides(v, wahl, art):
    make_einrichtung(v, name="Kita Sonnenblume", ort="A")
    plan = plan_of(v, ["Name", "Art", "Ort"], ["Kita Sonnenblume", "Kita", "B"], entscheidungen={"2": wahl})
    assert kinds(plan) == [art]


def test_decided_for_the_same_keeps_the_stored_name(v):
    row = make_einrichtung(v, name="Kita Sonnenblume", strasse="Weg 1")
    plan = plan_of(
        v,
        ["Name", "Art", "Straße"],
        ["Kindertagesstätte Sonnenblumen", "Kita", "Weg 2"],
        entscheidungen={"2": row.kennung},
    )
    assert (kinds(plan), plan[0]["einrichtung"]) == (["geaendert"], row.kennung)
    assert plan[0]["aenderungen"] == [["Straße und Hausnummer", "Weg 1", "Weg 2"]]
    assert plan[0]["hinweise"] == ["Der Name bleibt „Kita Sonnenblume“."]


def test_a_kennung_renames_but_never_to_a_name_that_is_taken(v):
    blau, _rot = make_einrichtung(v, name="Kita Blau"), make_einrichtung(v, name="Kita Rot")
    fremd = make_einrichtung()
    plan = plan_of(
        v,
        ["Kennung", "Name", "Art"],
        [blau.kennung, "Kita Himmelblau", "Kita"],
        [fremd.kennung, "Kita Fremd", "Kita"],
    )
    assert kinds(plan) == ["geaendert", "fehlerhaft"]
    assert plan[1]["fehler"][0][1].startswith("Diese Kennung gibt es hier nicht.")
    plan = plan_of(v, ["Kennung", "Name"], [blau.kennung, "Kita Rot"])
    assert faults(plan) == [[["Einrichtung", "Eine Einrichtung mit diesem Namen gibt es in diesem Ort schon."]]]


def test_values_are_mapped_as_the_person_said(v):
    zeilen = (["Name", "Art", "Träger", "Anrede", "Nachname"], ["Chor", "Raumschiff", "Mond", "Hochwürden", "Klein"])
    assert kinds(plan_of(v, *zeilen)) == ["fehlerhaft"]
    werte = {"art": {"Raumschiff": "kultur"}, "traeger": {"Mond": "privat"}, "anrede": {"Hochwürden": ""}}
    assert kinds(plan_of(v, *zeilen, werte=werte)) == ["neu"]


def test_postcodes_keep_their_zero_and_what_is_stored_is_not_mended(v):
    make_einrichtung(v, name="Kita Blau", plz="1234")
    plan = plan_of(v, ["Name", "Art", "PLZ"], ["Kita Blau", "Kita", "1234"], ["Kita Rot", "Kita", 1234])
    assert kinds(plan) == ["unveraendert", "neu"]
    plan = plan_of(v, ["Name", "Art", "PLZ Ort"], ["Kita Grün", "Kita", "14532 Kleinmachnow"])
    assert plan[0]["ort"] == "Kleinmachnow"


def test_cells_with_a_calculation_error_and_hostile_text_are_named_or_cleaned(v):
    plan = plan_of(
        v,
        ["Name", "Art", "Ort"],
        ["#REF!", "Kita", ""],
        ["Kita\u0000\u200b Blau".replace("\u0000", ""), "Kita", "x" * 2000],
        ["Ｋita <script>alert(1)</script>", "Kita", ""],
    )
    assert kinds(plan) == ["fehlerhaft", "fehlerhaft", "neu"]
    assert plan[0]["fehler"] == [["Einrichtung", "In der Zelle steht ein Rechenfehler: #REF!"]]
    assert plan[1]["fehler"] == [["Ort", "Das sind 1001 Zeichen, möglich sind 80."]]


def test_300_institutions_with_40_faults(v):
    zeilen, zahl = dreihundert()
    plan = plan_of(v, *zeilen)
    arten = kinds(plan)
    assert (len(arten), arten.count("fehlerhaft"), arten.count("neu")) == (300, zahl, 300 - zahl)
    gruende = [zeile["fehler"][0] for zeile in plan if zeile["art"] == "fehlerhaft"]
    assert [spalte for spalte, _grund in gruende[:8]] == [
        "Einrichtung",
        "Art",
        "Art",
        "E-Mail",
        "PLZ",
        "Nachname",
        "Einrichtung",
        "Träger",
    ]
    assert len({spalte + grund for spalte, grund in gruende}) == 8


@pytest.mark.parametrize("rows", [1, 30])
def test_a_plan_needs_three_queries_however_long_the_file(v, rows, django_assert_num_queries):
    for n in range(rows):
        make_ansprechperson(make_einrichtung(v, name=f"Kita {n}", traeger=make_traeger(v)))
    with django_assert_num_queries(3):
        plan_of(v, KOPF, *([f"Kita Nummer {n}", "Kita", "", "", "", "", "Kim", "Neu", ""] for n in range(rows)))
