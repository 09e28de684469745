"""The import in a browser, with the real worker beside it."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from konferenz.akteur import Rolle
from tests.factories import make_einrichtung, make_mitglied
from tests.teilnehmer.verzeichnis_dateien import dreihundert, xlsx

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def v(seiten):
    veranstalter = make_mitglied(rolle=Rolle.PLANUNG).veranstalter
    make_einrichtung(veranstalter, name="Grundschule Birke Nord", art="schule", ort="Teltow")
    return veranstalter


def sign_in(page, v, seiten):
    client = Client()
    client.force_login(v.mitgliedschaften.get().konto)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": seiten}])


def go_to_preview(page, v, seiten):
    sign_in(page, v, seiten)
    page.goto(f"/verwaltung/{v.slug}/einrichtungen/")
    page.get_by_role("link", name="Importieren").click()
    datei = {"name": "Verteiler.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx(*dreihundert()[0])}
    page.get_by_label("Datei").set_input_files(datei)
    page.get_by_role("button", name="Datei hochladen").click()
    expect(page.get_by_role("heading", name="Spalten zuordnen")).to_be_visible()
    page.get_by_role("button", name="Weiter zur Vorschau").click()


def test_300_rows_go_in_and_out_again(neue_seite, v, seiten, arbeiter):
    page = neue_seite()
    go_to_preview(page, v, seiten)
    page.get_by_label("Neu anlegen").first.check()
    page.get_by_role("button", name="Auswahl speichern").click()
    page.get_by_role("button", name="260 Zeilen übernehmen").click()
    # The page follows by itself; nobody reloads it.
    expect(page.get_by_role("heading", name="Import übernommen")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("260 neu, 0 geändert").first).to_be_visible()
    assert v.einrichtungen.count() == 261
    page.get_by_role("link", name="Import zurücknehmen").click()
    page.get_by_role("button", name="Import zurücknehmen").click()
    expect(page.get_by_text("Das Verzeichnis ist wie vorher.")).to_be_visible()
    assert v.einrichtungen.count() == 1


def test_without_javascript_and_without_a_worker_on_a_phone(neue_seite, v, seiten):
    page = neue_seite(handy=True, java_script_enabled=False)
    go_to_preview(page, v, seiten)
    page.get_by_role("button", name="Zeilen übernehmen").click()
    page.get_by_role("link", name="Stand erneuern").click()
    expect(page.get_by_text("300 Zeilen warten auf die Übernahme.")).to_be_visible()
    page.get_by_role("button", name="Nicht warten, jetzt übernehmen").click()
    expect(page.get_by_role("heading", name="Import übernommen")).to_be_visible()
    assert v.einrichtungen.count() == 260
