"""The pages on which the sections of the minutes are written."""

import html

import pytest

from konferenz.akteur import Rolle
from tests.factories import make_massnahme, make_mitglied
from tests.themen.protokoll_daten import FEINDLICH, make_protokoll_konferenz
from themen.models import Protokollabschnitt, Protokollstand

pytestmark = pytest.mark.django_db


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz()


@pytest.fixture
def officer(client, konferenz):
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
    return client


def path(konferenz, rest="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/protokoll/abschnitte/{rest}"


def seite(response) -> str:
    return html.unescape(response.content.decode()).replace("\u00a0", " ").replace("\u00ad", "")


def send(client, konferenz, schluessel="dank", **werte):
    werte = {"fassung": 0, "modus": "ergaenzt", "text": "Ein eigener Dank.", "publikum": "netzwerk"} | werte
    return client.post(path(konferenz, f"{schluessel}/"), werte)


def test_all_sections_stand_in_the_order_of_the_minutes_with_what_was_decided(officer, konferenz):
    text = seite(officer.get(path(konferenz)))
    titel = ("Anlass und Ziel", "Ergebnisse der Kleingruppen", "Gruppe 1: Netzwerk", "Themenspeicher", "Fotoprotokoll")
    positions = [text.index(f"{eine}</a>") for eine in titel]
    assert positions == sorted(positions)
    send(officer, konferenz)
    konferenz.dank = "Anders."
    konferenz.save()
    text = seite(officer.get(path(konferenz)))
    assert "aus den Daten, mit eigenem Text dahinter · Netzwerk: wer eingeladen oder dabei war" in text
    assert text.count("Daten haben sich geändert</span>") == 1
    assert "Bei 1 Abschnitt mit eigenem Text haben sich die Daten geändert." in text


def test_the_overview_of_the_minutes_leads_to_the_sections(officer, konferenz):
    assert f'href="{path(konferenz)}"' in officer.get(path(konferenz).removesuffix("abschnitte/")).content.decode()


def test_data_and_own_text_stand_beside_each_other_and_are_printed_together(officer, konferenz):
    text = seite(officer.get(path(konferenz, "dank/")))
    assert konferenz.dank in text
    response = send(officer, konferenz)
    assert (response.status_code, response["Location"]) == (302, path(konferenz))
    basis = path(konferenz).removesuffix("abschnitte/")
    assert "Ein eigener Dank." in seite(officer.get(f"{basis}netzwerk/"))
    assert "Ein eigener Dank." not in seite(officer.get(f"{basis}oeffentlich/"))


def test_the_section_is_shown_as_it_will_be_printed(officer, konferenz):
    basis = path(konferenz).removesuffix("abschnitte/")
    send(officer, konferenz, modus="ersetzt", text="Danke.\n\n- an alle\n- an die Kitas")
    text = seite(officer.get(path(konferenz, "dank/")))
    gedruckt = text.partition("So steht es im Protokoll")[2]
    assert "<li>an die Kitas</li>" in gedruckt
    assert konferenz.dank not in gedruckt
    assert "Fassung für das Netzwerk, wie zuletzt gespeichert." in gedruckt
    assert f'href="{basis}netzwerk/#dank"' in gedruckt
    assert 'id="dank"' in seite(officer.get(f"{basis}netzwerk/"))
    send(officer, konferenz, "gruppe-1", text="Dahinter.", publikum="intern")
    gedruckt = seite(officer.get(path(konferenz, "gruppe-1/"))).partition("So steht es im Protokoll")[2]
    assert "Dahinter." in gedruckt
    assert f'href="{basis}intern/#gruppe-1"' in gedruckt
    send(officer, konferenz, "ablauf", modus="aus", text="")
    assert "Dieser Abschnitt erscheint nicht." in seite(officer.get(path(konferenz, "ablauf/")))
    gedruckt = seite(officer.get(path(konferenz, "begruessung/"))).partition("So steht es im Protokoll")[2]
    assert f'href="{basis}oeffentlich/#begruessung"' in gedruckt
    assert "Hier steht noch nichts." in seite(officer.get(path(konferenz, "fotos/")))


def test_every_section_and_every_group_opens(officer, konferenz):
    make_massnahme(konferenz.kleingruppen.get(), verantwortlich=konferenz.anmeldungen.first(), bis=konferenz.datum)
    zeilen = [z.schluessel for z in officer.get(path(konferenz)).context["zeilen"]]
    assert len(zeilen) == 24
    for schluessel in zeilen:
        response = officer.get(path(konferenz, f"{schluessel}/"))
        assert response.status_code == 200, schluessel
        assert "Nach0-0" not in seite(response), schluessel
    for schluessel in ("unfug", "gruppe-2", "gruppe-0"):
        assert officer.get(path(konferenz, f"{schluessel}/")).status_code == 404


def test_the_text_of_the_data_can_be_the_beginning_of_the_own_and_nothing_is_saved(officer, konferenz):
    form = officer.get(path(konferenz, "leitfragen/?vorlage=daten")).context["form"]
    assert form.initial["text"].startswith("1. Angebote und Nachfrage")
    assert form.initial["modus"] == "ersetzt"
    assert not Protokollabschnitt.objects.exists()


def test_a_section_without_data_offers_only_own_text_or_nothing(officer, konferenz):
    form = officer.get(path(konferenz, "weiterarbeit/")).context["form"]
    assert [wert for wert, _wort in form.fields["modus"].choices] == ["ersetzt", "aus"]
    assert form.initial["modus"] == "ersetzt"


def test_an_empty_own_text_is_said_at_the_field(officer, konferenz):
    response = send(officer, konferenz, text=" ")
    assert "Der eigene Text ist noch leer. Bitte schreiben Sie einen Satz." in seite(response)
    assert not Protokollabschnitt.objects.exists()


def test_two_texts_of_one_section_stand_side_by_side(officer, konferenz):
    send(officer, konferenz)
    response = send(officer, konferenz, text="Mein Text.")
    text = seite(response)
    assert response.status_code == 409
    assert "Während Sie geschrieben haben, hat jemand anderes gespeichert" in text
    assert "Ein eigener Dank." in text
    assert "Mein Text." in text
    assert (
        send(officer, konferenz, text="Mein Text.", fassung=response.context["form"]["fassung"].value()).status_code
        == 302
    )
    assert Protokollabschnitt.objects.get().text == "Mein Text."


def test_filling_from_the_data_asks_first_and_can_be_undone(officer, konferenz):
    send(officer, konferenz, modus="ersetzt")
    adresse = path(konferenz, "dank/daten/")
    text = seite(officer.get(adresse))
    assert konferenz.dank in text
    assert "Ein eigener Dank." in text
    assert Protokollabschnitt.objects.get().modus == "ersetzt"
    assert "Gerade hat jemand anderes" in seite(officer.post(adresse, {"fassung": 0}))
    assert officer.post(adresse, {"fassung": 1})["Location"] == path(konferenz, "dank/")
    assert Protokollabschnitt.objects.get().modus == "daten"
    assert "Ein eigener Dank." in seite(officer.get(path(konferenz, "dank/")))
    zurueck = path(konferenz, "dank/zurueck/")
    assert officer.post(zurueck, {"alt": 1, "fassung": 2})["Location"] == path(konferenz, "dank/")
    assert Protokollabschnitt.objects.get().text == "Ein eigener Dank."
    assert officer.post(zurueck, {"alt": "x"}).status_code == 404


def test_readers_see_and_do_not_write(client, konferenz):
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    for rest in ("", "dank/", "dank/daten/"):
        response = client.get(path(konferenz, rest))
        assert response.status_code == 200
        assert b"<textarea" not in response.content
    for rest in ("dank/", "dank/daten/", "dank/zurueck/"):
        assert client.post(path(konferenz, rest), {"fassung": 0, "alt": 1}).status_code == 403


@pytest.mark.parametrize("rest", ["", "dank/", "dank/daten/"])
def test_strangers_get_nothing(client, konferenz, rest):
    assert client.get(path(konferenz, rest)).status_code == 302
    client.force_login(make_mitglied(rolle=Rolle.LEITUNG).konto)
    assert client.get(path(konferenz, rest)).status_code == 404


def test_wrong_methods_are_refused(officer, konferenz):
    assert officer.post(path(konferenz)).status_code == 405
    assert officer.get(path(konferenz, "dank/zurueck/")).status_code == 405
    assert officer.delete(path(konferenz, "dank/")).status_code == 405


def test_before_the_day_and_while_it_is_handed_in_the_page_says_why_one_only_reads(officer, konferenz):
    Protokollstand.objects.create(konferenz=konferenz, zustand="vorgelegt")
    text = seite(officer.get(path(konferenz, "dank/")))
    assert "Das Protokoll liegt zur Freigabe vor." in text
    assert "<textarea" not in text
    text = seite(send(officer, konferenz))
    assert "Das Protokoll liegt zur Freigabe vor." in text
    assert "Ein eigener Dank." in text
    konferenz.phase = "vorbereitung"
    konferenz.save()
    assert "Sie können hier gerade nur lesen." in seite(officer.get(path(konferenz, "dank/")))


def test_hostile_text_stays_text(officer, konferenz):
    send(officer, konferenz, text=FEINDLICH, modus="ersetzt")
    basis = path(konferenz).removesuffix("abschnitte/")
    for adresse in (path(konferenz, "dank/"), path(konferenz, "dank/daten/"), f"{basis}intern/"):
        raw = officer.get(adresse).content.decode()
        assert "<script>alert" not in raw
        assert "<img src=" not in raw
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in raw


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_pages_ask_a_fixed_number_of_queries(client, zahl, django_assert_num_queries):
    konferenz = make_protokoll_konferenz(gruppen=zahl, karten=zahl, personen=zahl)
    for gruppe in konferenz.kleingruppen.all():
        make_massnahme(gruppe, verantwortlich=konferenz.anmeldungen.first(), bis=konferenz.datum)
        Protokollabschnitt.objects.create(
            konferenz=konferenz, schluessel=f"gruppe-{gruppe.nummer}", modus="ergaenzt", text="Text"
        )
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    with django_assert_num_queries(26):
        client.get(path(konferenz))
    with django_assert_num_queries(29):
        client.get(path(konferenz, "gruppe-1/"))
