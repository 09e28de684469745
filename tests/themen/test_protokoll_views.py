"""Minutes and prints through their addresses: who gets what, when, and what is kept."""

import html
import io

import pytest
from django.db import connection
from django.urls import reverse
from PIL import Image

from konferenz import pdf
from konferenz.akteur import Rolle
from konferenz.models import Datei, Druckauftrag, Konferenz, Zugang
from konferenz.services.druckauftrag import run_druckauftrag
from tests import pdfua
from tests.factories import make_konferenz, make_mitglied, make_zugang
from tests.themen.protokoll_daten import FEINDLICH, make_protokoll_konferenz, publish, release
from themen.services.protokollfreigabe import order_dateien

pytestmark = pytest.mark.django_db
DRUCKE = (
    "protokoll-intern.pdf",
    "protokoll-netzwerk.pdf",
    "protokoll-oeffentlich.pdf",
    "gruppen-intern.pdf",
    "gruppen-netzwerk.pdf",
    "gruppe-1-intern.pdf",
    "gruppe-1-netzwerk.pdf",
    "gruppe-1-oeffentlich.pdf",
)
SEITEN = ("protokoll/", "protokoll/intern/", "protokoll/netzwerk/", "protokoll/oeffentlich/", "druck/")


@pytest.fixture(autouse=True)
def patient_database(db):
    """A test is one transaction, and PostgreSQL would end it after 30 idle seconds while a slow machine prints."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def staff_path(konferenz) -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/"


def public_path(konferenz) -> str:
    return f"/{konferenz.veranstalter.slug}/{konferenz.slug}/ergebnisse/"


def seite(response) -> str:
    return html.unescape(response.content.decode()).replace("\u00a0", " ")


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz(gruppen=1, karten=1, personen=2)


@pytest.fixture
def officer(client, konferenz):
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    return client


def test_the_names_of_the_addresses_are_fixed(konferenz):
    v, k = konferenz.veranstalter.slug, konferenz.slug
    assert reverse("themen:protokoll", args=[v, k]) == f"/verwaltung/{v}/{k}/protokoll/"
    assert reverse("themen:druck", args=[v, k]) == f"/verwaltung/{v}/{k}/druck/"
    assert reverse("themen:protokoll_pdf", args=[v, k]) == f"/{v}/{k}/ergebnisse/protokoll.pdf"
    assert reverse("themen:gruppe_pdf", args=[v, k, 3]) == f"/{v}/{k}/ergebnisse/gruppe-3.pdf"
    assert reverse("themen:protokoll_seite", args=[v, k]) == f"/{v}/{k}/ergebnisse/protokoll/"


def test_every_role_of_the_team_reads_both_variants(officer, konferenz):
    text = seite(officer.get(staff_path(konferenz) + "protokoll/"))
    assert "öffentliche Fassung" in text
    assert f"{staff_path(konferenz)}druck/protokoll-intern.pdf" in text
    intern = seite(officer.get(staff_path(konferenz) + "protokoll/intern/"))
    assert "Vor0 Nach0-0" in intern
    assert "ENTWURF" in intern
    assert "Istkarte 0.0" in intern
    assert "(für Soll 1)" in intern
    public = seite(officer.get(staff_path(konferenz) + "protokoll/oeffentlich/"))
    assert "Nach0-0" not in public
    assert "Istkarte 0.0" in public
    netzwerk = seite(officer.get(staff_path(konferenz) + "protokoll/netzwerk/"))
    assert "Fassung für das Netzwerk" in netzwerk
    assert "Nach0-0" not in netzwerk


def test_the_print_page_lists_what_there_is(officer, konferenz):
    text = seite(officer.get(staff_path(konferenz) + "druck/"))
    for name in (*DRUCKE, "gruppenbogen.pdf"):
        assert f"{staff_path(konferenz)}druck/{name}" in text


def test_staff_print_minutes_groups_and_the_blank_form(officer, konferenz):
    found = {name: officer.get(f"{staff_path(konferenz)}druck/{name}") for name in (*DRUCKE, "gruppenbogen.pdf")}
    for name, response in found.items():
        assert response.status_code == 200, name
        assert response["Content-Type"] == "application/pdf"
        assert response["Cache-Control"] == "no-store, private"
        assert "Content-Security-Policy" not in response
        assert response.content.startswith(b"%PDF-1.7")
    assert found["protokoll-intern.pdf"]["Content-Disposition"] == (
        'inline; filename="Protokoll_Erste_Sozialraumkonferenz_Kleinmachnow_intern.pdf"'
    )
    assert "Vor0 Nach0-0" in pdfua.text(found["protokoll-intern.pdf"].content)
    assert "Nach0-0" not in pdfua.text(found["protokoll-oeffentlich.pdf"].content)
    assert "Nach0-0" not in pdfua.text(found["protokoll-netzwerk.pdf"].content)
    assert "Vor0 Nach0-0" in pdfua.text(found["gruppe-1-intern.pdf"].content)
    assert "Nach0-0" not in pdfua.text(found["gruppe-1-oeffentlich.pdf"].content)


@pytest.mark.parametrize("name", [*SEITEN, *(f"druck/{name}" for name in DRUCKE)])
def test_strangers_get_nothing(client, konferenz, name):
    adresse = staff_path(konferenz) + name
    assert client.get(adresse).status_code == 302
    client.force_login(make_mitglied(rolle=Rolle.LEITUNG).konto)
    assert client.get(adresse).status_code == 404


@pytest.mark.parametrize("name", [*SEITEN, "druck/protokoll-intern.pdf"])
def test_nothing_is_posted_here(client, konferenz, name):
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
    assert client.post(staff_path(konferenz) + name).status_code == 405


def test_unknown_groups_and_variants_are_not_found(officer, konferenz):
    for name in ("gruppe-7-intern.pdf", "protokoll-geheim.pdf", "gruppe-1.pdf"):
        assert officer.get(f"{staff_path(konferenz)}druck/{name}").status_code == 404
    leer = make_konferenz(veranstalter=konferenz.veranstalter)
    assert officer.get(f"{staff_path(leer)}druck/gruppen-intern.pdf").status_code == 404
    assert officer.get(f"{staff_path(leer)}protokoll/").status_code == 200


def test_the_moderation_prints_from_its_link_once_the_day_has_begun(client, konferenz):
    zugang = make_zugang(konferenz, Zugang.Zweck.MODERATION)
    text = seite(client.get(f"{zugang.pfad}druck/"))
    assert f"{zugang.pfad}druck/protokoll-intern.pdf" in text
    assert "Vor0 Nach0-0" in seite(client.get(f"{zugang.pfad}druck/protokoll/intern/"))
    found = client.get(f"{zugang.pfad}druck/gruppe-1-intern.pdf")
    assert found.status_code == 200
    assert found["Referrer-Policy"] == "no-referrer"
    konferenz.phase = Konferenz.Phase.VORBEREITUNG
    konferenz.save()
    assert client.get(f"{zugang.pfad}druck/protokoll-intern.pdf").status_code == 403
    assert client.get(f"{zugang.pfad}druck/protokoll/intern/").status_code == 403
    assert "protokoll-intern.pdf" not in seite(client.get(f"{zugang.pfad}druck/"))
    assert client.get(f"{zugang.pfad}druck/gruppenbogen.pdf").status_code == 200


@pytest.mark.parametrize("zweck", [Zugang.Zweck.HILFE, Zugang.Zweck.PASS, Zugang.Zweck.EINLADUNG])
def test_other_links_do_not_print(client, konferenz, zweck):
    token = make_zugang(konferenz, zweck).token
    assert client.get(f"/moderation/{token}/druck/protokoll-intern.pdf").status_code == 404


@pytest.mark.parametrize("name", ["protokoll.pdf", "gruppe-1.pdf", "protokoll/"])
@pytest.mark.parametrize("phase", [p for p in Konferenz.Phase if p not in ("veroeffentlicht", "archiviert")])
def test_nothing_is_public_before_publication(client, konferenz, name, phase):
    Konferenz.objects.filter(pk=konferenz.pk).update(phase=phase)
    assert client.get(public_path(konferenz) + name).status_code == 404


def test_after_publication_everybody_reads_the_public_variant(client, konferenz):
    publish(konferenz)
    order_dateien(fassung=release(konferenz), by=make_mitglied(konferenz.veranstalter, Rolle.LEITUNG).akteur)
    assert run_druckauftrag(Druckauftrag.objects.get().pk) == "fertig"
    text = seite(client.get(public_path(konferenz) + "protokoll/"))
    assert "FREIGEGEBEN" in text
    assert "Version 1 · 15. Juli 2022 · öffentliche Fassung" in text
    assert "Istkarte 0.0" in text
    assert "Nach0-0" not in text
    assert "Robin Moderat" not in text
    found = client.get(public_path(konferenz) + "protokoll.pdf")
    assert found.status_code == 200
    assert found["Cache-Control"] == "no-cache"
    assert "Nach0-0" not in pdfua.text(found.content)
    assert client.get(public_path(konferenz) + "gruppe-1.pdf").status_code == 200
    assert client.get(public_path(konferenz) + "gruppe-2.pdf").status_code == 404
    assert client.post(public_path(konferenz) + "protokoll.pdf").status_code == 405


def test_an_unchanged_print_comes_from_the_database_or_from_the_browser(officer, konferenz, monkeypatch):
    adresse = staff_path(konferenz) + "druck/gruppe-1-netzwerk.pdf"
    first = officer.get(adresse)
    monkeypatch.setattr(pdf, "SPEICHER", 1)  # nothing can be set any more
    assert officer.get(adresse).content == first.content
    again = officer.get(adresse, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Datei.objects.count() == 1


def test_a_change_makes_a_new_print_and_drops_the_old_one(officer, konferenz):
    adresse = f"{staff_path(konferenz)}druck/protokoll-intern.pdf"
    first = officer.get(adresse)
    konferenz.dank = "Ein neuer Dank."
    konferenz.save()
    second = officer.get(adresse, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    assert "Ein neuer Dank." in pdfua.text(second.content)
    assert Datei.objects.count() == 1


def test_a_print_that_fails_is_a_sentence(officer, konferenz, monkeypatch, caplog):
    monkeypatch.setattr(pdf, "SPEICHER", 64 * 1024**2)
    response = officer.get(f"{staff_path(konferenz)}druck/protokoll-intern.pdf")
    assert response.status_code == 503
    assert "Das PDF ließ sich nicht erstellen." in seite(response)
    assert Datei.objects.count() == 0
    assert any("print protokoll-" in record.getMessage() for record in caplog.records)
    caplog.clear()


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_pages_ask_a_fixed_number_of_queries(client, zahl, django_assert_num_queries):
    konferenz = make_protokoll_konferenz(gruppen=zahl, karten=zahl, personen=zahl)
    publish(konferenz)
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    with django_assert_num_queries(28):
        client.get(f"{staff_path(konferenz)}protokoll/intern/")
    release(konferenz)
    with django_assert_num_queries(7):  # one of them asks who has a Sperrvermerk by now
        client.get(f"{staff_path(konferenz)}protokoll/intern/")
    with django_assert_num_queries(3):  # the conference, the frozen text, who has a Sperrvermerk; not one name
        client.get(f"{public_path(konferenz)}protokoll/")
    # two of them are whom a badge can be printed for, two where the minutes stand
    with django_assert_num_queries(11):
        client.get(f"{staff_path(konferenz)}druck/")


def test_hostile_text_stays_text_on_the_page(officer):
    konferenz = make_protokoll_konferenz(
        gruppen=1, karten=1, text=FEINDLICH, titel=FEINDLICH[:120], anlass=FEINDLICH, aktenzeichen=FEINDLICH[:60]
    )
    officer.force_login(make_mitglied(konferenz.veranstalter).konto)
    response = officer.get(f"{staff_path(konferenz)}protokoll/intern/")
    raw = response.content.decode()
    assert "<script>alert" not in raw
    assert "<img src=" not in raw
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in raw


def test_the_coat_of_arms_of_the_organiser_is_printed(officer, konferenz):
    out = io.BytesIO()
    Image.new("RGB", (30, 36), "red").save(out, "PNG")
    veranstalter = konferenz.veranstalter
    adresse = f"{staff_path(konferenz)}druck/protokoll-oeffentlich.pdf"
    without = officer.get(adresse)
    veranstalter.wappen = Datei.objects.store(
        veranstalter=veranstalter, name="wappen.png", typ="image/png", inhalt=out.getvalue()
    )
    veranstalter.save()
    found = officer.get(adresse)
    assert (pdfua.pictures(without.content), pdfua.pictures(found.content)) == (0, 1)
    assert pdfua.page_validation(found.content) == []
