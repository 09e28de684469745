"""The pages of the text: write, conflict, fill again, hand to the press."""

import pytest

from konferenz.akteur import Rolle
from konferenz.models import Konferenz
from tests.factories import make_kleingruppe, make_konferenz, make_mitglied
from themen.models import Bericht

pytestmark = pytest.mark.django_db
Phase = Konferenz.Phase


@pytest.fixture
def konferenz():
    return make_konferenz(titel="Konferenz <b>", phase=Phase.NACHBEREITUNG, anlass="Der Anlass.")


@pytest.fixture
def officer(client, konferenz):
    client.force_login(make_mitglied(konferenz.veranstalter, rolle=Rolle.PLANUNG).konto)
    return client


def path(konferenz, rest="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/bericht/{rest}"


def page(response) -> str:
    return response.content.decode().replace("\u00ad", "").replace("\u00a0", " ")


def test_the_draft_stands_in_the_field_and_nothing_is_saved(officer, konferenz):
    response = officer.get(path(konferenz))
    assert "Der Anlass." in response.context["form"]["text"].value()
    assert Bericht.objects.count() == 0


def test_the_officer_saves_the_text(officer, konferenz):
    response = officer.post(path(konferenz), {"fassung": 0, "text": "Es war schön.\n\n- eins\n- zwei"})
    assert (response.status_code, response["Location"]) == (302, path(konferenz))
    assert "<li>eins</li><li>zwei</li>" in page(officer.get(path(konferenz)))


def test_two_officers_see_both_texts_and_none_is_lost(officer, konferenz):
    Bericht.objects.create(konferenz=konferenz, text="Von der Kollegin.", fassung=2)
    response = officer.post(path(konferenz), {"fassung": 1, "text": "Von mir."})
    assert response.status_code == 409
    assert "Von der Kollegin." in page(response)
    assert "Von mir." in page(response)
    officer.post(path(konferenz), {"fassung": response.context["form"]["fassung"].value(), "text": "Von mir."})
    assert Bericht.objects.get().text == "Von mir."


def test_changed_data_are_shown_and_can_fill_the_field_again(officer, konferenz):
    officer.post(path(konferenz), {"fassung": 0, "text": "Mein Text."})
    assert "Die Daten haben sich geändert" not in page(officer.get(path(konferenz)))
    make_kleingruppe(konferenz, titel="Neues Thema")
    shown = page(officer.get(path(konferenz)))
    assert "Die Daten haben sich geändert" in shown
    assert "Neues Thema" in shown
    response = officer.get(path(konferenz, "?vorlage=daten"))
    assert "- Neues Thema" in response.context["form"]["text"].value()
    assert Bericht.objects.get().text == "Mein Text."


def test_an_empty_or_far_too_long_text_is_refused_with_a_sentence(officer, konferenz):
    assert "Bitte füllen Sie dieses Feld aus." in page(officer.post(path(konferenz), {"fassung": 0, "text": ""}))
    assert "Das ist zu lang" in page(officer.post(path(konferenz), {"fassung": 0, "text": "x" * 20001}))
    assert Bericht.objects.count() == 0


def test_readers_see_the_text_without_a_form(client, konferenz):
    client.force_login(make_mitglied(konferenz.veranstalter, rolle=Rolle.LESEND).konto)
    assert "Text speichern" not in page(client.get(path(konferenz)))
    assert client.post(path(konferenz), {"fassung": 0, "text": "x"}).status_code == 403


def test_after_publication_only_the_leitung_writes(officer, konferenz):
    Konferenz.objects.update(phase=Phase.VEROEFFENTLICHT)
    assert "Den Text ändert jetzt nur die Leitung." in page(officer.get(path(konferenz)))
    assert "Das geht gerade nicht." in page(officer.post(path(konferenz), {"fassung": 0, "text": "x"}))
    assert Bericht.objects.count() == 0


@pytest.mark.parametrize("rest", ["", "text/", "ergebnisse.txt", "ergebnisse.html"])
def test_a_stranger_finds_nothing_and_gets_do_not_write(client, konferenz, rest):
    assert client.get(path(konferenz, rest)).status_code == 302
    client.force_login(make_mitglied().konto)
    assert client.get(path(konferenz, rest)).status_code == 404


@pytest.mark.parametrize("rest", ["text/", "ergebnisse.txt", "ergebnisse.html"])
def test_the_texts_for_the_press_only_read(officer, konferenz, rest):
    assert officer.post(path(konferenz, rest)).status_code == 405


def test_the_text_file_is_utf8_and_plain(officer, konferenz):
    Bericht.objects.create(konferenz=konferenz, text="Schöne Grüße.\n\n- Äpfel")
    response = officer.get(path(konferenz, "ergebnisse.txt"))
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{konferenz.slug}.txt"'
    assert response.content.decode() == "Konferenz <b>\n\nSchöne Grüße.\n\n- Äpfel\n"


def test_the_fragment_has_only_heading_paragraphs_and_lists_and_escapes(officer, konferenz):
    Bericht.objects.create(konferenz=konferenz, text="Eins <script>\nzwei\n\n- a & b\n\n1. c")
    response = officer.get(path(konferenz, "ergebnisse.html"))
    assert response["Content-Disposition"].startswith("attachment")
    assert "".join(response.content.decode().split("\n")) == (
        "<h2>Konferenz &lt;b&gt;</h2><p>Eins &lt;script&gt;<br>zwei</p><ul><li>a &amp; b</li></ul><ol><li>c</li></ol>"
    )


def test_the_page_for_the_press_shows_both(officer, konferenz):
    Bericht.objects.create(konferenz=konferenz, text="Nur dieser Satz.")
    shown = page(officer.get(path(konferenz, "text/")))
    assert shown.count("Nur dieser Satz.") == 2
    assert "&lt;p&gt;Nur dieser Satz.&lt;/p&gt;" in shown
