"""Lines of the Verteiler: names, addresses, and what is printed of them."""

import pytest

from konferenz.verteiler import Verteilerstelle, parse_verteiler, printed_names, verteiler_stand, why_not_verteiler


@pytest.mark.parametrize(
    ("line", "stellen"),
    [
        ("Landkreis, Jugendamt <jugendamt@kreis.example>", [("Landkreis, Jugendamt", "jugendamt@kreis.example")]),
        ("<nur@adresse.example>", [("", "nur@adresse.example")]),
        ("nur@adresse.example", [("", "nur@adresse.example")]),
        ("Bürgermeister", [("Bürgermeister", "")]),
        ("Presse <keine Adresse>", [("Presse <keine Adresse>", "")]),
        ("A <x@y.example>\nB <X@Y.example>", [("A", "x@y.example")]),
        ("A\nA", [("A", ""), ("A", "")]),
        ("  \n", []),
    ],
)
def test_lines_of_the_verteiler_are_names_with_or_without_an_address(line, stellen):
    assert parse_verteiler(line) == tuple(Verteilerstelle(*stelle) for stelle in stellen)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Landkreis, Jugendamt <jugendamt@kreis.example>", ("Landkreis, Jugendamt",)),
        ("nur@adresse.example\n<auch@adresse.example>", ()),
        ("Jugendamt jugendamt@kreis.example", ("Jugendamt",)),
        ("a@x.example, b@x.example", ()),
        ("Frau Dr. Schulz <schulz@kreis>", ("Frau Dr. Schulz",)),
        ("Presse, post@ort.example, Redaktion <presse@ort.example>", ("Presse, Redaktion",)),
        ("Presse <keine Adresse>\nBürgermeister", ("Presse <keine Adresse>", "Bürgermeister")),
    ],
)
def test_no_address_is_ever_printed(line, names):
    assert printed_names(line) == names


@pytest.mark.parametrize(
    "line",
    [
        "Jugendamt jugendamt@kreis.example",
        "a@x.example, b@x.example",
        "Frau Dr. Schulz <schulz@kreis>",
        "Presse, post@ort.example <presse@ort.example>",
    ],
)
def test_an_address_that_cannot_be_read_is_a_sentence_with_its_line(line):
    satz = why_not_verteiler(f"Bürgermeister\n{line}\n")
    assert satz.startswith(f"Diese Zeile verstehen wir nicht: „{line}“. Bitte schreiben Sie je Zeile eine Stelle")


def test_what_can_be_read_is_taken():
    assert why_not_verteiler("Bürgermeister\n\nPresse <keine Adresse>\nA <a@x.example>\nb@x.example") == ""


def test_the_state_does_not_depend_on_how_lines_end():
    assert verteiler_stand("A\r\nB") == verteiler_stand("A\nB")
    assert verteiler_stand("A\nB") != verteiler_stand("A\nB\nC")
