"""The files of a released version, really made: by the worker, once, and the same bytes for everybody."""

import re

import pytest
from django.db import connection
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Datei, Druckauftrag
from konferenz.services.druckauftrag import run_druckauftrag
from tests import pdfua
from tests.factories import make_anmeldung, make_foto, make_mitglied
from tests.themen.protokoll_daten import make_protokoll_konferenz, publish, release
from themen.protokoll.dateien import collect_stand, files_of, find_datei
from themen.protokoll.daten import Variante
from themen.protokoll.fassung import collect_varianten, content_sum
from themen.services.protokollfreigabe import order_dateien, release_protokoll, submit_protokoll

pytestmark = pytest.mark.django_db
WER = {
    Variante.OEFFENTLICH: "öffentliche Fassung",
    Variante.NETZWERK: "Fassung für das Netzwerk",
    Variante.INTERN: "interne Fassung",
}


@pytest.fixture(autouse=True)
def patient_database(db):
    """A test is one transaction, and PostgreSQL would end it after 30 idle seconds while a slow machine prints."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def test_the_worker_makes_conformant_files_that_say_their_version_and_everybody_loads_the_same_bytes(client):
    konferenz = make_protokoll_konferenz(gruppen=2, karten=2, personen=2)
    make_foto(konferenz.kleingruppen.first())
    leitung = make_mitglied(konferenz.veranstalter, Rolle.LEITUNG)
    submit_protokoll(konferenz=konferenz, by=leitung.akteur)
    gelesen = content_sum(collect_varianten(konferenz))
    fassung = release_protokoll(konferenz=konferenz, gelesen=gelesen, by=leitung.akteur)
    auftrag = Druckauftrag.objects.get()
    assert (auftrag.art, auftrag.zahl, auftrag.titel) == ("protokollfassung", 5, "Protokoll, Version 1")
    assert auftrag.zurueck.endswith("/protokoll/fassungen/1/")
    assert collect_stand(fassung).is_unterwegs
    assert run_druckauftrag(auftrag.pk) == "fertig"
    assert collect_stand(fassung).fehlt == ()

    ganze = {variante: bytes(find_datei(fassung, variante).inhalt) for variante in Variante}
    blaetter = [bytes(find_datei(fassung, Variante.OEFFENTLICH, nr).inhalt) for nr in (1, 2)]
    pdfua.assert_pdfua(*ganze.values(), *blaetter)
    summe = " ".join(re.findall("....", fassung_sum(fassung, Variante.OEFFENTLICH)[:16]))
    assert summe in pdfua.text(ganze[Variante.OEFFENTLICH])
    for variante, pdf in ganze.items():
        pages = pdfua.page_texts(pdf)
        assert "FREIGEGEBEN" in pages[0]
        for page in pages[1:]:
            assert "FREIGEGEBEN" in page
            assert "Version 1" in page
        for page in pages:
            assert WER[variante].lower() in page.lower()
        assert ("Nach0-0" in pdfua.text(pdf)) == variante.is_intern
    assert all("Nach0-0" not in pdfua.text(pdf) for pdf in blaetter)

    publish(konferenz)
    oeffentlich = f"/{konferenz.veranstalter.slug}/{konferenz.slug}/ergebnisse/"
    verwaltung = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/protokoll/fassungen/1/"
    person = make_anmeldung(konferenz, anwesend_am=timezone.now())
    for _zweimal in range(2):
        assert client.get(f"{oeffentlich}protokoll.pdf").content == ganze[Variante.OEFFENTLICH]
        assert [client.get(f"{oeffentlich}gruppe-{nr}.pdf").content for nr in (1, 2)] == blaetter
        assert client.get(f"{person.zugang.pfad}protokoll.pdf").content == ganze[Variante.NETZWERK]
    client.force_login(leitung.konto)
    for variante, pdf in ganze.items():
        assert client.get(f"{verwaltung}{variante}.pdf").content == pdf
    assert client.get(f"{verwaltung}gruppe-2.pdf").content == blaetter[1]


def fassung_sum(fassung, variante) -> str:
    from themen.protokoll.gefroren import checksum

    return checksum(fassung.inhalt[variante.value])


def test_files_outlive_their_order_and_what_is_made_again_changes_none():
    konferenz = make_protokoll_konferenz(gruppen=0, karten=0, personen=1)
    leitung = make_mitglied(konferenz.veranstalter, Rolle.LEITUNG)
    fassung = release(konferenz)
    order_dateien(fassung=fassung, by=leitung.akteur)
    auftrag = Druckauftrag.objects.get()
    assert run_druckauftrag(auftrag.pk) == "fertig"
    erste = set(fassung.dateien.values_list("publikum", "gruppe", "datei_id", "datei__sha256"))
    assert len(erste) == 3
    Datei.objects.filter(druckteil__auftrag=auftrag).delete()
    auftrag.delete()
    konferenz.veranstalter.name = "Ganz anders"
    konferenz.veranstalter.save()
    order_dateien(fassung=fassung, by=leitung.akteur)
    assert run_druckauftrag(Druckauftrag.objects.get().pk) == "fertig"
    assert set(fassung.dateien.values_list("publikum", "gruppe", "datei_id", "datei__sha256")) == erste


def test_a_draft_does_not_push_out_the_print_of_a_version(client):
    konferenz = make_protokoll_konferenz()
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LEITUNG).konto)
    adresse = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/druck/gruppe-1-netzwerk.pdf"
    entwurf = client.get(adresse).content
    release(konferenz)
    assert client.get(adresse).content != entwurf
    orte = [key.partition(":")[0] for key in Datei.objects.values_list("schluessel", flat=True)]
    assert sorted(orte) == [
        f"protokoll-{konferenz.pk}-n-v0-gruppe1",
        f"protokoll-{konferenz.pk}-n-v1-gruppe1",
    ]


def test_a_version_without_groups_has_three_files():
    fassung = release(make_protokoll_konferenz(gruppen=0))
    assert [(stueck.variante, stueck.gruppe) for stueck in files_of(fassung)] == [
        (Variante.OEFFENTLICH, 0),
        (Variante.NETZWERK, 0),
        (Variante.INTERN, 0),
    ]
    stand = collect_stand(fassung)
    assert (stand.zahl, stand.fertig, stand.is_unterwegs, stand.fehler) == (3, 0, False, "")
