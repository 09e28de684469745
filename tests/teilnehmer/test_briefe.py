"""One text for mail and paper: what may stand in braces, what it becomes for whom."""

import pytest

from konferenz.mail import mark
from konferenz.models import Aussendung
from teilnehmer import briefe
from teilnehmer.forms.einladung import AussendungForm
from teilnehmer.kreis import Empfaenger
from teilnehmer.models import Ansprechperson
from teilnehmer.serienbrief.daten import Art
from teilnehmer.serienbrief.sammeln import build_brief, empfaenger_of, find_groesse, format_anschrift, split_text
from tests.factories import (
    make_anmeldung,
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_leitfrage,
    make_programmpunkt,
)

pytestmark = pytest.mark.django_db
WERTE = {"link": "x.example/einladung/ mit dem Code A", "code": "A", "absender": "Amt\nOrt", "leitfragen": "1. Was?"}


def test_a_line_for_mail_is_not_printed_and_a_line_for_paper_not_sent():
    text = "Guten Tag\n{nur E-Mail} Tippen Sie hier.\n{nur Brief}Scannen Sie hier.\n\nGruß"
    assert briefe.lines_for(text, briefe.NUR_MAIL) == "Guten Tag\nTippen Sie hier.\n\nGruß"
    assert briefe.lines_for(text, briefe.NUR_BRIEF) == "Guten Tag\nScannen Sie hier.\n\nGruß"
    assert briefe.render(text, {}) == "Guten Tag\nTippen Sie hier.\n\nGruß"


def test_a_paragraph_that_goes_leaves_no_hole_and_others_keep_theirs():
    assert briefe.lines_for("a\n\n{nur Brief} b\n\nc", briefe.NUR_MAIL) == "a\n\nc"
    assert briefe.lines_for("a\n\n\n\nc", briefe.NUR_MAIL) == "a\n\n\n\nc"


@pytest.mark.parametrize(
    ("text", "fehler"),
    [
        ("{nur E-Mail} {link}", []),
        ("{programm}{leitfragen}{motto}{adresse}{funktion}{ansprechperson}", []),
        ("Zeile {nur Brief} x", ["{nur Brief} gilt nur am Anfang einer Zeile. Bitte prüfen Sie ihn."]),
        ("{nur Mail} x", ["Den Platzhalter {nur Mail} gibt es hier nicht. Bitte prüfen Sie ihn."]),
        ("[zugang:abc", ["Den Link setzt {link} ein. Bitte löschen Sie „[zugang:“."]),
    ],
)
def test_placeholders_are_checked(text, fehler):
    assert briefe.find_fehler(text) == fehler


def test_a_subject_knows_fewer_placeholders():
    assert briefe.find_fehler("{konferenz} {motto}", betreff=True) == []
    for name in ("link", "nur E-Mail", "programm"):
        assert briefe.find_fehler(f"{{{name}}}", betreff=True) == [
            f"Den Platzhalter {{{name}}} gibt es hier nicht. Bitte prüfen Sie ihn."
        ]


@pytest.mark.parametrize(
    ("text", "fehler"),
    [
        ("Hier: {link}", []),
        ("Hier", ["Im Text fehlt {link}. Ohne ihn kann niemand antworten."]),
        ("{nur Brief} {link}", ["In der E-Mail fehlt {link}. Ohne ihn kann niemand antworten."]),
    ],
)
def test_an_invitation_needs_its_link(text, fehler):
    form = AussendungForm({"betreff": "B", "text": text})
    assert form.errors.get("text", []) == fehler


@pytest.mark.parametrize("anlass", briefe.VORLAGEN)
def test_the_texts_we_propose_are_right_in_both_forms(anlass):
    konferenz = make_konferenz()
    einladung = make_einladung(konferenz, make_einrichtung(konferenz.veranstalter, name="Kita Blau"))
    betreff, text = briefe.vorlage(anlass)
    assert AussendungForm({"betreff": betreff, "text": text}).is_valid()
    empfaenger = empfaenger_of(einladung)
    mail_text = briefe.render(text, briefe.values_for(konferenz, empfaenger))
    brief = build_brief(konferenz, Aussendung(anlass=anlass, betreff=betreff, text=text), empfaenger)
    brief_text = "\n".join(zeile for absatz in brief.absaetze for zeile in absatz.zeilen)
    assert mark(einladung.zugang) in mail_text
    assert einladung.kurzcode_lesbar in mail_text
    assert "{" not in mail_text + brief_text + brief.betreff
    assert "E-Mail" not in brief_text
    assert "Link" not in brief_text
    assert [absatz.art for absatz in brief.absaetze].count(Art.KASTEN) == 1
    assert brief.absaetze[-1].art == Art.ABSENDER


def test_lists_are_asked_for_only_where_a_text_wants_them(django_assert_num_queries):
    konferenz = make_konferenz()
    make_leitfrage(konferenz, text="Was fehlt?")
    make_leitfrage(konferenz, text="Was nun?")
    make_programmpunkt(konferenz, titel="Begrüßung", dauer=15)
    make_programmpunkt(konferenz, titel="Pause", dauer=15)
    alle = [empfaenger_of(make_einladung(konferenz)) for _n in range(3)]
    with django_assert_num_queries(0):
        for empfaenger in alle:
            briefe.render("{anrede} {link}", briefe.values_for(konferenz, empfaenger))
    with django_assert_num_queries(2):
        found = {briefe.render("{leitfragen}|{programm}", briefe.values_for(konferenz, e)) for e in alle}
    assert found == {"1. Was fehlt?\n2. Was nun?|14:30 Begrüßung\n14:45 Pause"}


@pytest.mark.parametrize(
    ("fields", "anrede", "anschrift"),
    [
        ({"anrede": "frau", "titel": "Dr."}, "Sehr geehrte Frau Dr. Albers", "z. Hd. Frau Dr. Miriam Albers"),
        ({"anrede": "herr"}, "Sehr geehrter Herr Albers", "z. Hd. Herrn Miriam Albers"),
        ({"anrede": "herr", "titel": "Prof. Dr."}, "Sehr geehrter Herr Prof. Dr. Albers", None),
        ({"titel": "Dr."}, "Guten Tag Dr. Miriam Albers", "z. Hd. Dr. Miriam Albers"),
        ({}, "Guten Tag Miriam Albers", "z. Hd. Miriam Albers"),
        ({"vorname": ""}, "Guten Tag Albers", "z. Hd. Albers"),
    ],
)
def test_the_salutation_is_right_for_every_contact(fields, anrede, anschrift):
    person = Ansprechperson(**{"vorname": "Miriam", "nachname": "Albers"} | fields)
    assert briefe.anrede(Empfaenger("", None, person)) == anrede
    einrichtung = make_einrichtung(name="Kita")
    if anschrift:
        assert format_anschrift(einrichtung, person) == ("Kita", anschrift)


def test_an_institution_without_contact_and_a_person_are_greeted_too():
    konferenz = make_konferenz()
    assert briefe.anrede(Empfaenger("", make_einladung(konferenz))) == "Sehr geehrte Damen und Herren"
    person = make_anmeldung(konferenz, vorname="Kim", nachname="Konto")
    assert briefe.anrede(Empfaenger("", anmeldung=person)) == "Guten Tag Kim Konto"
    leer = make_anmeldung(konferenz, vorname="", nachname="")
    assert briefe.anrede(Empfaenger("", anmeldung=leer)) == "Guten Tag"


def test_nobody_with_a_sperrvermerk_is_named():
    konferenz = make_konferenz()
    person = make_anmeldung(konferenz, vorname="Geheim", nachname="Rat", funktion="Geheimrat", gesperrt=True)
    werte = briefe.values_for(konferenz, Empfaenger("a@example.org", anmeldung=person))
    assert briefe.render("{anrede}|{ansprechperson}|{funktion}", werte) == "Guten Tag||"


def test_one_letter_to_the_first_who_gets_invitations():
    konferenz = make_konferenz()
    einrichtung = make_einrichtung(konferenz.veranstalter, strasse="Weg 4", plz="14532", ort="Ort")
    make_ansprechperson(einrichtung, nachname="Aal", erhaelt_einladungen=False)
    make_ansprechperson(einrichtung, nachname="Zander", anrede="frau")
    make_ansprechperson(einrichtung, nachname="Barsch", anrede="herr")
    einladung = make_einladung(konferenz, einrichtung)
    brief = build_brief(
        konferenz, Aussendung(anlass="einladung", betreff="B", text="{anrede}"), empfaenger_of(einladung)
    )
    assert brief.anschrift == (einrichtung.name, "z. Hd. Herrn Miriam Barsch", "Weg 4", "14532 Ort")
    assert brief.absaetze[0].zeilen == ("Sehr geehrter Herr Barsch",)


@pytest.mark.parametrize(
    ("zeilen", "klasse"),
    [
        (("Kita", "Weg 1", "14532 Ort"), ""),
        (("Eine Einrichtung mit einem sehr langen Namen in zwei Zeilen", "z. Hd. Frau A", "Weg 1", "14532 Ort"), ""),
        (("Wort " * 30, "z. Hd. Frau Anna Albers", "Weg 1", "14532 Ort"), "klein"),
        (("Wort " * 32, "z. Hd. " + "Name " * 20, "Weg 1", "14532 Ort"), "kleiner"),
    ],
)
def test_the_address_is_set_as_large_as_it_fits(zeilen, klasse):
    assert find_groesse(zeilen) == klasse


@pytest.mark.parametrize(
    ("text", "arten"),
    [
        ("a:\n{link}\n\nb\n{absender}", ["text", "kasten", "text", "absender"]),
        ("Unter {link} geht es.\n\nb", ["text", "kasten", "text"]),
        ("{link}\n\n{link}", ["kasten", "text"]),
        ("a\n\nGruß\n{absender}", ["text", "kasten", "text", "absender"]),
        ("a", ["text", "kasten"]),
        ("a {link}", ["text", "kasten"]),
        ("{leitfragen}\n\na", ["liste", "text", "kasten"]),
        ("{nur E-Mail} {link}\na\n\n{absender}", ["kasten", "text", "absender"]),
    ],
)
def test_the_box_stands_where_the_link_stood_and_once(text, arten):
    assert [absatz.art.value for absatz in split_text(text, WERTE)] == arten


def test_a_link_inside_a_sentence_reads_as_an_address_to_type():
    absaetze = split_text("Unter {link} geht es.", WERTE)
    assert absaetze[0].zeilen == ("Unter x.example/einladung/ mit dem Code A geht es.",)
