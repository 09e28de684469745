"""The page of files and its downloads: who gets them, what they are, what they cost."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Verlauf
from tests.factories import make_befund, make_konferenz, make_massnahme, make_mitglied
from tests.themen.protokoll_daten import make_protokoll_konferenz, release
from tests.themen.test_export_paket import content, differences, pack
from themen.export.wort import DOCX_TYP

pytestmark = pytest.mark.django_db
GETTING = [
    ("dateien", []),
    ("dateien_protokoll", ["oeffentlich"]),
    ("dateien_protokoll", ["netzwerk"]),
    ("dateien_protokoll", ["intern"]),
    ("dateien_tabellen", []),
    ("dateien_tabellen_intern", []),
    ("dateien_vorlage", []),
]


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz(gruppen=1, karten=1, personen=1)


def login(client, konferenz, rolle=Rolle.PLANUNG):
    client.force_login(make_mitglied(konferenz.veranstalter, rolle).konto)
    return client


def address(konferenz, name: str, *args) -> str:
    return reverse(f"themen:{name}", args=[konferenz.veranstalter.slug, konferenz.slug, *args])


@pytest.mark.parametrize(("name", "args"), GETTING)
def test_the_team_gets_it_and_a_stranger_does_not(client, konferenz, name, args):
    url = address(konferenz, name, *args)
    assert client.get(url).status_code == 302
    login(client, make_konferenz())
    assert client.get(url).status_code == 404
    login(client, konferenz, Rolle.LESEND)
    assert client.get(url).status_code == 200
    login(client, konferenz)
    assert client.post(url).status_code == 405


def test_minutes_come_as_a_file_to_keep(client, konferenz):
    response = login(client, konferenz).get(address(konferenz, "dateien_protokoll", "intern"))
    assert response["Content-Type"] == DOCX_TYP
    assert response["Content-Disposition"] == f'attachment; filename="protokoll-{konferenz.slug}-intern.docx"'
    assert response["Cache-Control"] == "no-store, private"
    assert Document(io.BytesIO(response.content)).core_properties.subject == "interne Fassung"


def test_the_page_says_what_the_file_will_be(client, konferenz):
    login(client, konferenz)
    assert "Das Protokoll ist noch ein Entwurf." in client.get(address(konferenz, "dateien")).content.decode()
    release(konferenz)
    seite = client.get(address(konferenz, "dateien")).content.decode()
    assert "Der Inhalt ist der von Version 1 vom 15. Juli 2022." in seite


def test_the_page_of_the_minutes_leads_there(client, konferenz):
    seite = login(client, konferenz).get(address(konferenz, "protokoll")).content.decode()
    assert address(konferenz, "dateien") in seite


def test_queries_of_page_and_tables_do_not_grow(client, konferenz):
    login(client, konferenz)
    gruppe = konferenz.kleingruppen.get()
    budgets = {"dateien": 8, "dateien_tabellen_intern": 31}  # the tables collect what the minutes collect

    def count(name):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(konferenz, name)).status_code == 200
        return len(queries)

    make_massnahme(gruppe, befunde=[make_befund(gruppe, art="soll")])
    one = {name: count(name) for name in budgets}
    for _n in range(3):
        make_massnahme(gruppe, befunde=[make_befund(gruppe, art="soll")])
    assert {name: count(name) for name in budgets} == one
    assert all(one[name] <= budget for name, budget in budgets.items()), one


# The whole conference


@pytest.mark.parametrize("rolle", [Rolle.PLANUNG, Rolle.LESEND])
def test_only_the_leitung_takes_the_conference_along(client, konferenz, rolle):
    login(client, konferenz, rolle)
    assert client.post(address(konferenz, "konferenz_ausgeben")).status_code == 403
    assert "Datenpaket laden" not in client.get(address(konferenz, "dateien")).content.decode()
    assert not Verlauf.objects.filter(konferenz=konferenz).exists()
    einlesen = reverse("themen:konferenz_einlesen", args=[konferenz.veranstalter.slug])
    assert client.get(einlesen).status_code == 403
    assert client.post(einlesen).status_code == 403


def test_a_stranger_finds_neither_way(client, konferenz):
    login(client, make_konferenz(), Rolle.LEITUNG)
    assert client.post(address(konferenz, "konferenz_ausgeben")).status_code == 404
    assert client.get(reverse("themen:konferenz_einlesen", args=[konferenz.veranstalter.slug])).status_code == 404


def test_out_and_in_through_the_browser(client, konferenz):
    login(client, konferenz, Rolle.LEITUNG)
    assert client.get(address(konferenz, "konferenz_ausgeben")).status_code == 405
    response = client.post(address(konferenz, "konferenz_ausgeben"))
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith(f'attachment; filename="konferenz-{konferenz.slug}-')
    inhalt = b"".join(response.streaming_content)
    assert json.loads(inhalt)["format"] == "netzwerkstatt-konferenz"
    assert Verlauf.objects.get(konferenz=konferenz).satz == "Konferenz als Datenpaket ausgegeben."
    einlesen = reverse("themen:konferenz_einlesen", args=[konferenz.veranstalter.slug])
    vorgang = client.get(einlesen).context["form"]["vorgang"].value()
    for _twice in range(2):
        datei = SimpleUploadedFile("konferenz.json", inhalt, "application/json")
        response = client.post(einlesen, {"datei": datei, "vorgang": vorgang}, follow=True)
    assert "ist eingelesen. Alle Links sind neu." in response.content.decode()
    neu = Konferenz.objects.exclude(pk=konferenz.pk).get()
    assert response.redirect_chain[-1][0] == address(neu, "uebersicht")
    expected = content(inhalt.decode())
    expected["tabellen"]["konferenz"][0]["slug"] = f"{konferenz.slug}-2"
    assert differences(content(pack(neu)), expected) == []


def test_a_bad_file_is_answered_with_sentences_at_the_field(client, konferenz):
    login(client, konferenz, Rolle.LEITUNG)
    einlesen = reverse("themen:konferenz_einlesen", args=[konferenz.veranstalter.slug])
    datei = SimpleUploadedFile("x.json", b"{}", "application/json")
    response = client.post(einlesen, {"datei": datei})
    assert response.status_code == 200
    assert "Die Datei ist kein Datenpaket einer Konferenz." in response.content.decode()
    assert "Bitte wählen Sie eine Datei." in client.post(einlesen, {}).content.decode()


def test_too_large_a_file_is_refused_before_it_is_read(client, konferenz, monkeypatch):
    monkeypatch.setattr("themen.forms.datenpaket.MAX_BYTES", 10)
    login(client, konferenz, Rolle.LEITUNG)
    einlesen = reverse("themen:konferenz_einlesen", args=[konferenz.veranstalter.slug])
    response = client.post(einlesen, {"datei": SimpleUploadedFile("x.json", b"{" + b" " * 20, "application/json")})
    assert "Die Datei ist größer als 38 MB." in response.content.decode()


def test_the_list_of_conferences_leads_to_reading_in_for_the_leitung(client, konferenz):
    liste = reverse("konferenz:konferenzen", args=[konferenz.veranstalter.slug])
    einlesen = reverse("themen:konferenz_einlesen", args=[konferenz.veranstalter.slug])
    assert einlesen not in login(client, konferenz).get(liste).content.decode()
    assert einlesen in login(client, konferenz, Rolle.LEITUNG).get(liste).content.decode()
