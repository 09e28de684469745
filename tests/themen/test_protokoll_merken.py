"""An unchanged print costs one query more than knowing who asks; long minutes are ordered and then kept."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from konferenz.akteur import Rolle
from konferenz.models import Datei, Druckauftrag, Konferenz
from konferenz.services import druckauftrag as service
from tests.factories import make_anmeldung, make_befund, make_kleingruppe, make_mitglied, make_rueckmeldung
from tests.themen.protokoll_daten import make_protokoll_konferenz, release
from themen.models import Befund
from themen.protokoll import merken, umfang
from themen.protokoll.daten import Variante
from themen.protokoll.merken import ANDERE, EIGENE, fingerprint
from themen.protokoll.stand import load_protokoll
from themen.views import pdf_antwort

pytestmark = pytest.mark.django_db


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz()


def login(client, konferenz, rolle=Rolle.PLANUNG):
    client.force_login(make_mitglied(konferenz.veranstalter, rolle).konto)
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/druck/"


def test_the_fingerprint_reads_every_table_that_the_minutes_read(konferenz):
    with CaptureQueriesContext(connection) as seen:
        for released in (False, True):
            if released:
                release(konferenz)
            for variante in Variante:
                load_protokoll(Konferenz.objects.select_related("veranstalter").get(pk=konferenz.pk), variante)
    read = {
        table
        for query in seen.captured_queries
        if query["sql"].startswith("SELECT")
        for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])
    }
    assert len(read) > 20
    assert read - {model._meta.db_table for model in (*EIGENE, *(model for model, _way in ANDERE))} == set()


def test_every_kind_of_write_gives_another_fingerprint_and_reading_gives_none(konferenz):
    gruppe = konferenz.kleingruppen.get()
    karte = gruppe.befunde.first()
    writes = (
        lambda: make_befund(gruppe, "ist", text="Neu"),
        lambda: Befund.objects.filter(pk=karte.pk).update(text="Anders"),
        lambda: Befund.objects.filter(pk=karte.pk).update(text="Anders"),  # the same again: not told apart, no harm
        lambda: make_rueckmeldung(konferenz),  # writes no Verlauf
        lambda: konferenz.veranstalter.einrichtungen.update(name="Umbenannt"),
        lambda: type(konferenz.veranstalter).objects.filter(pk=konferenz.veranstalter_id).update(strasse="Neu 1"),
        lambda: konferenz.rueckmeldungen.all().delete(),
    )
    seen = [fingerprint(konferenz)]
    for write in writes:
        assert fingerprint(konferenz) == seen[-1]
        write()
        seen.append(fingerprint(konferenz))
    assert len(set(seen)) == len(seen)


def test_another_conference_does_not_count(konferenz):
    before = fingerprint(konferenz)
    make_kleingruppe()
    make_anmeldung()
    assert fingerprint(konferenz) == before


def test_an_unchanged_print_asks_almost_nothing(client, konferenz, django_assert_num_queries):
    adresse = login(client, konferenz) + "protokoll-netzwerk.pdf"
    first = client.get(adresse)
    # who asks and for what: session, account, membership, conference; then the fingerprint
    with django_assert_num_queries(5):
        again = client.get(adresse, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    with django_assert_num_queries(6):
        assert client.get(adresse).content == first.content


def test_a_write_that_changes_no_word_keeps_the_file(client, konferenz):
    adresse = login(client, konferenz) + "protokoll-netzwerk.pdf"
    first = client.get(adresse)
    konferenz.save()
    again = client.get(adresse, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_what_is_remembered_and_was_deleted_is_printed_again(client, konferenz):
    adresse = login(client, konferenz) + "protokoll-netzwerk.pdf"
    first = client.get(adresse)
    Datei.objects.all().delete()
    assert client.get(adresse).content == first.content
    assert Datei.objects.count() == 1


def test_only_so_much_is_remembered(konferenz, monkeypatch):
    monkeypatch.setattr(merken, "ANZAHL", 2)
    for n in range(5):
        merken.remember(konferenz, ("nichts", n), lambda _konferenz: None)
    assert len(merken._gemerkt) == 2


@pytest.mark.parametrize("teil", ["ganz", "gruppen"])
def test_long_minutes_are_ordered_made_in_the_background_and_kept(client, konferenz, monkeypatch, teil):
    monkeypatch.setattr(umfang, "GROSS", 0.5)
    druck = login(client, konferenz)
    adresse = druck + {"ganz": "protokoll-intern.pdf", "gruppen": "gruppen-intern.pdf"}[teil]
    page = client.get(adresse)
    assert "Dieses Protokoll ist lang" in page.content.decode()
    assert Druckauftrag.objects.count() == 0
    bestellen = f"{druck}{teil}-intern/bestellen/"
    assert f'action="{bestellen}"' in page.content.decode()
    ordered = client.post(bestellen)
    auftrag = Druckauftrag.objects.get()
    assert (
        ordered["Location"].endswith(f"/druck/auftraege/{auftrag.kennung}/") or auftrag.kennung in ordered["Location"]
    )
    client.post(bestellen)
    assert Druckauftrag.objects.count() == 1
    assert service.run_druckauftrag(auftrag.pk) == "fertig"
    monkeypatch.setattr(pdf_antwort, "is_gross", pytest.fail)
    found = client.get(adresse)
    assert found["Content-Type"] == "application/pdf"
    assert found.content == bytes(auftrag.teile.get().datei.inhalt)


def test_nobody_orders_what_they_may_not_print(client, konferenz):
    druck = login(client, konferenz, Rolle.LESEND)
    assert client.post(f"{druck}ganz-intern/bestellen/").status_code == 403
    assert client.get(f"{druck}ganz-intern/bestellen/").status_code == 405
    fremd = make_protokoll_konferenz(veranstalter=None)
    assert client.post(f"{login(client, fremd)}ganz-unsinn/bestellen/").status_code == 404
    path = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/druck/ganz-intern/bestellen/"
    assert client.post(path).status_code == 404
    leer = make_protokoll_konferenz(gruppen=0, phase=Konferenz.Phase.NACHBEREITUNG)
    assert client.post(f"{login(client, leer)}gruppen-intern/bestellen/").status_code == 302
    assert not Druckauftrag.objects.exists()
