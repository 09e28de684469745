"""Who gets onto which page of konferenz: works, stranger, wrong role, wrong method."""

import pytest
from django.urls import reverse

from konferenz.akteur import Rolle
from tests.factories import (
    make_konferenz,
    make_konto,
    make_leitfrage,
    make_mitglied,
    make_programmpunkt,
    make_veranstalter,
    make_zugang,
)

pytestmark = pytest.mark.django_db

OEFFENTLICH = [
    "start", "impressum", "datenschutz", "barrierefreiheit", "hilfe", "darstellung", "gesund", "veranstalter",
    "impressum_veranstalter", "datenschutz_veranstalter", "barrierefreiheit_veranstalter",
]  # fmt: skip
# name: (roles that may open it, methods that it answers beside GET)
VERWALTUNG = {
    "konferenzen": ("lps", ""),
    "team": ("lps", ""),
    "leitfragen": ("lps", "POST"),
    "programm": ("lps", ""),
    "phase": ("lps", "POST"),
    "tore": ("lps", "POST"),
    "links": ("lps", "POST"),
    "konferenz_neu": ("lp", "POST"),
    "konferenz_bearbeiten": ("lp", "POST"),
    "leitfrage": ("lp", "POST"),
    "leitfrage_loeschen": ("lp", "POST"),
    "punkt_neu": ("lp", "POST"),
    "punkt": ("lp", "POST"),
    "punkt_loeschen": ("lp", "POST"),
    "phase_zurueck": ("lp", "POST"),
    "link_sperren": ("lp", "POST"),
    "mitglied_neu": ("l", "POST"),
    "mitglied_rolle": ("l", "POST"),
    "mitglied_entfernen": ("l", "POST"),
    "einstellungen": ("l", "POST"),
    "rechtliches": ("l", "POST"),
}
NUR_POST = ["leitfrage_verschieben", "punkt_verschieben", "programm_vorlage", "link_erneuern"]
ROLLEN = {"l": Rolle.LEITUNG, "p": Rolle.PLANUNG, "s": Rolle.LESEND}
OHNE_KONFERENZ = {"konferenzen", "konferenz_neu", "team", "mitglied_neu", "einstellungen", "rechtliches"}


@pytest.fixture
def haus():
    """An organiser with a draft conference and one row of everything, and a member of each role."""
    veranstalter = make_veranstalter()
    konferenz = make_konferenz(veranstalter=veranstalter, phase="entwurf")
    rows = {
        "leitfrage": make_leitfrage(konferenz),
        "punkt": make_programmpunkt(konferenz),
        "link": make_zugang(konferenz, bezeichnung="Empfang"),
    }
    mitglieder = {rolle: make_mitglied(veranstalter, rolle=ROLLEN[rolle]) for rolle in ROLLEN}
    return veranstalter, konferenz, rows, mitglieder


def adresse(name, haus):
    veranstalter, konferenz, rows, mitglieder = haus
    if name in OHNE_KONFERENZ:
        args = [veranstalter.slug]
    elif name.startswith("mitglied"):
        args = [veranstalter.slug, mitglieder["s"].pk]
    else:
        args = [veranstalter.slug, konferenz.slug]
        if name.startswith("leitfrage") and name != "leitfragen":
            args.append(rows["leitfrage"].pk)
        if name.startswith("punkt") and name != "punkt_neu":
            args.append(rows["punkt"].pk)
        if name.startswith("link_"):
            args.append(rows["link"].kennung)
    return reverse(f"konferenz:{name}", args=args)


@pytest.mark.parametrize("name", OEFFENTLICH)
def test_public_pages_answer_everybody_and_only_reading(client, name):
    args = [make_veranstalter().slug] if "veranstalter" in name else []
    url = reverse(f"konferenz:{name}", args=args)
    assert client.get(url).status_code == 200
    assert client.head(url).status_code == 200
    assert client.delete(url).status_code == 405


@pytest.mark.parametrize("name", VERWALTUNG)
def test_staff_pages_open_for_their_roles_only(client, haus, name):
    allowed, _methods = VERWALTUNG[name]
    for rolle, mitglied in haus[3].items():
        client.force_login(mitglied.konto)
        expected = 200 if rolle in allowed else 403
        assert client.get(adresse(name, haus)).status_code == expected, rolle


@pytest.mark.parametrize("name", [*VERWALTUNG, *NUR_POST])
def test_strangers_do_not_learn_that_a_staff_page_exists(client, haus, name):
    method = "post" if name in NUR_POST else "get"
    answer = getattr(client, method)(adresse(name, haus))
    assert answer.status_code == 302
    assert answer.url.startswith("/konto/anmelden/?next=")
    client.force_login(make_mitglied(rolle=Rolle.LEITUNG).konto)
    assert getattr(client, method)(adresse(name, haus)).status_code == 404
    client.force_login(make_konto())
    assert getattr(client, method)(adresse(name, haus)).status_code == 404


@pytest.mark.parametrize("name", VERWALTUNG)
def test_other_methods_are_refused(client, haus, name):
    client.force_login(haus[3]["l"].konto)
    assert client.delete(adresse(name, haus)).status_code == 405
    if not VERWALTUNG[name][1]:
        assert client.post(adresse(name, haus)).status_code == 405


@pytest.mark.parametrize("name", NUR_POST)
def test_changes_are_never_made_by_a_link(client, haus, name):
    client.force_login(haus[3]["l"].konto)
    assert client.get(adresse(name, haus)).status_code == 405


@pytest.mark.parametrize("name", [*NUR_POST, "leitfragen", "phase", "tore", "links"])
def test_readers_cannot_send(client, haus, name):
    client.force_login(haus[3]["s"].konto)
    assert client.post(adresse(name, haus), {"text": "Frage"}).status_code == 403


def test_rows_of_another_conference_are_not_found(client, haus):
    veranstalter, _konferenz, rows, mitglieder = haus
    other = make_konferenz(veranstalter=veranstalter, phase="entwurf")
    client.force_login(mitglieder["l"].konto)
    args = [veranstalter.slug, other.slug]
    for name, key in [
        ("leitfrage", rows["leitfrage"].pk),
        ("punkt", rows["punkt"].pk),
        ("link_sperren", rows["link"].kennung),
    ]:
        assert client.get(reverse(f"konferenz:{name}", args=[*args, key])).status_code == 404


def test_a_link_of_an_invitation_cannot_be_revoked_here(client, haus):
    veranstalter, konferenz, _rows, mitglieder = haus
    zugang = make_zugang(konferenz, "pass")
    client.force_login(mitglieder["l"].konto)
    url = reverse("konferenz:link_sperren", args=[veranstalter.slug, konferenz.slug, zugang.kennung])
    assert client.post(url).status_code == 404


def test_whoever_only_reads_does_not_see_personal_links(client, haus):
    client.force_login(haus[3]["s"].konto)
    body = client.get(adresse("links", haus)).content.decode()
    assert "Der Link gilt." in body
    assert haus[2]["link"].token not in body


def test_the_account_page_needs_signing_in(client, haus):
    assert client.get("/konto/").status_code == 302
    client.force_login(haus[3]["p"].konto)
    assert "Zweiten Faktor einrichten" in client.get("/konto/").content.decode()


def test_the_only_organiser_is_opened_at_once_and_several_are_offered(client, haus):
    mitglied = haus[3]["p"]
    client.force_login(mitglied.konto)
    assert client.get("/verwaltung/").url == f"/verwaltung/{haus[0].slug}/konferenzen/"
    second = make_veranstalter(name="Zweite Gemeinde")
    second.mitgliedschaften.create(konto=mitglied.konto, rolle="lesend")
    body = client.get("/verwaltung/").content.decode()
    assert haus[0].name in body
    assert "Zweite Gemeinde" in body
