"""Behind the pass: consents with their history, needs, and the sheet of paper."""

import subprocess

import pytest
from django.db import connection
from django.utils import timezone

from konferenz.models import Datei
from konferenz.pdf import render
from teilnehmer.services.bedarf import WORTLAUT_SELBST, set_bedarfe
from teilnehmer.services.einwilligung import WORTLAUT, Zweck, give, withdraw
from tests import pdfua
from tests.factories import make_anmeldung, make_einrichtung, make_konferenz, make_programmpunkt, make_zugang
from themen.pass_druck import make_druck
from themen.pass_navigation import load_pass

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode().replace("\u00ad", "").replace("\u00a0", " ")


def page(anmeldung, rest="daten/") -> str:
    return anmeldung.zugang.pfad + rest


class TestConsents:
    def test_nothing_is_ticked_beforehand(self, client):
        html = text(client.get(page(make_anmeldung(), "daten/einwilligungen/")))
        assert " checked" not in html
        assert all(wortlaut in html for wortlaut in WORTLAUT.values())

    def test_they_are_given_and_withdrawn_here(self, client):
        anmeldung = make_anmeldung()
        url = page(anmeldung, "daten/einwilligungen/")
        response = client.post(url, {"protokoll": "on", "foto": "on", "email": "m@example.org"})
        assert (response.status_code, response["Location"]) == (302, page(anmeldung))
        assert text(client.get(url)).count(" checked") == 2
        client.post(url, {})
        gueltig = anmeldung.einwilligungen.filter(widerrufen_am=None)
        assert (anmeldung.einwilligungen.count(), gueltig.count()) == (2, 0)

    def test_the_minutes_need_an_address(self, client):
        anmeldung = make_anmeldung()
        response = client.post(page(anmeldung, "daten/einwilligungen/"), {"protokoll": "on", "email": ""})
        assert "Dafür brauchen wir eine E-Mail-Adresse." in text(response)
        assert anmeldung.einwilligungen.count() == 0

    def test_the_history_stands_with_the_own_data(self, client):
        anmeldung = make_anmeldung()
        give(anmeldung, Zweck.PROTOKOLL, WORTLAUT[Zweck.PROTOKOLL])
        withdraw(anmeldung, [Zweck.PROTOKOLL])
        give(anmeldung, Zweck.FOTO, WORTLAUT[Zweck.FOTO])
        html = text(client.get(page(anmeldung)))
        assert html.count("erteilt am") == 2
        assert html.count("beendet am") == 1
        assert WORTLAUT[Zweck.FOTO] in html

    def test_saving_the_own_name_clears_no_consent(self, client):
        anmeldung = make_anmeldung(email="m@example.org")
        for zweck in WORTLAUT:
            give(anmeldung, zweck, WORTLAUT[zweck])
        data = {"vorname": "Miriam", "nachname": "Albers", "funktion": "", "fassung": 1}
        assert client.post(page(anmeldung), data).status_code == 302
        assert anmeldung.einwilligungen.filter(widerrufen_am=None).count() == 3


class TestNeeds:
    def test_they_are_named_changed_and_taken_back(self, client):
        anmeldung = make_anmeldung()
        url = page(anmeldung, "daten/bedarf/")
        assert WORTLAUT_SELBST in text(client.get(url))
        client.post(url, {"bedarf": ["verpflegung"], "verpflegung": "vegan", "bedarf_ok": "on"})
        assert "Besondere Verpflegung: vegan" in text(client.get(page(anmeldung)))
        response = client.post(url, {}, follow=True)
        assert "Wir speichern keinen Bedarf von Ihnen." in text(response)
        assert anmeldung.bedarfe.count() == 0

    def test_without_the_consent_nothing_is_kept(self, client):
        anmeldung = make_anmeldung()
        response = client.post(page(anmeldung, "daten/bedarf/"), {"bedarf": ["assistenz"]})
        assert list(response.context["form"].errors) == ["bedarf_ok"]
        assert anmeldung.bedarfe.count() == 0

    def test_what_the_institution_named_is_seen_and_can_be_deleted(self, client):
        anmeldung = make_anmeldung(make_konferenz(phase="nachbereitung"))
        set_bedarfe(anmeldung, {"assistenz": ""})
        assert "Bedarf ändern oder löschen" in text(client.get(page(anmeldung)))
        client.post(page(anmeldung, "daten/bedarf/"), {})
        assert anmeldung.bedarfe.count() == 0


@pytest.mark.parametrize("rest", ["daten/einwilligungen/", "daten/bedarf/", "pass.pdf"])
def test_other_links_do_not_open_these_pages(client, rest):
    token = make_zugang(zweck="moderation").token
    assert client.get(f"/mein/{token}/{rest}").status_code == 404
    assert client.delete(page(make_anmeldung(), rest)).status_code == 405


@pytest.mark.parametrize("zahl", [1, 3])
def test_my_data_has_a_budget(client, zahl, django_assert_num_queries):
    anmeldung = make_anmeldung()
    for zweck in list(Zweck)[:zahl]:
        give(anmeldung, zweck, "Ja.")
    set_bedarfe(anmeldung, dict.fromkeys(["assistenz", "gebaerden", "kinder"][:zahl], ""), selbst=True)
    with django_assert_num_queries(4):
        client.get(page(anmeldung))


class TestPaper:
    @pytest.fixture(autouse=True)
    def patient_database(self, db):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")

    def person(self, **felder):
        konferenz = make_konferenz(
            titel="Erste Sozialraumkonferenz Kleinmachnow",
            anschrift="Adolf-Grimme-Ring 10, 14532 Kleinmachnow",
            barrierefreiheit="stufenlos erreichbar, Induktionsschleife im Saal",
            kontakt_telefon="033203 1",
        )
        for n in range(16):
            make_programmpunkt(konferenz, titel=f"Programmpunkt {n} „Ist, Soll & Ideen“")
        einrichtung = make_einrichtung(konferenz.veranstalter, name="Kindertagesstätte „Kiefernweg“ e. V.")
        return load_pass(make_anmeldung(konferenz, einrichtung=einrichtung, **felder).zugang)

    def test_it_is_one_conformant_page_even_for_long_and_strange_names(self):
        einfach = render(make_druck(self.person(vorname="Miriam", nachname="Albers", funktion="Leitung")))
        lang = render(
            make_druck(
                self.person(
                    vorname="Anna-Maria Theodora 🎈",
                    nachname="von Donaudampfschifffahrtsgesellschaftskapitänswitwe <b>Ş",
                    funktion="Koordinatorin für einrichtungsübergreifende Zusammenarbeit im Sozialraum",
                )
            )
        )
        pdfua.assert_pdfua(einfach, lang)
        for pdf in (einfach, lang):
            info = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
            assert "Pages:           1\n" in info

    def test_it_says_whose_it_is_and_carries_the_link(self):
        person = self.person(vorname="Miriam", nachname="Albers")
        pdf = render(make_druck(person))
        words = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
        for part in ("Miriam Albers", "Dieser Pass ist nur für Sie", "Erste Sozialraumkonferenz", "14:30"):
            assert part in words
        assert person.zugang.token in words.replace("\n", "")

    def test_a_sperrvermerk_keeps_the_name_off_the_paper(self):
        html = make_druck(self.person(nachname="Geheim", gesperrt=True)).html
        assert "Geheim" not in html
        assert "Persönlicher Pass" in html

    def test_it_is_sent_and_kept_nowhere(self, client):
        anmeldung = make_anmeldung()
        response = client.get(page(anmeldung, "pass.pdf"))
        assert response.status_code == 200
        assert response.content.startswith(b"%PDF-")
        assert "no-store" in response["Cache-Control"]
        assert Datei.objects.count() == 0

    @pytest.mark.parametrize(
        ("konferenz", "anmeldung"),
        [
            ({}, {"status": "warteliste"}),
            ({}, {"status": "abgesagt", "abgesagt_am": timezone.now()}),
            ({"abgesagt_am": timezone.now()}, {}),
        ],
    )
    def test_who_does_not_come_has_none(self, client, konferenz, anmeldung):
        anmeldung = make_anmeldung(make_konferenz(**konferenz), **anmeldung)
        assert client.get(page(anmeldung, "pass.pdf")).status_code == 404
        assert "pass.pdf" not in text(client.get(page(anmeldung)))
