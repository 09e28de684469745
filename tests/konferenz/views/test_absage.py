"""The officer's pages for cancelling, postponing and taking back."""

import datetime

import pytest
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Konferenz
from tests.factories import make_anmeldung, make_einladung, make_konferenz, make_mitglied

pytestmark = pytest.mark.django_db
GRUND = "Die Heizung ist kaputt."


def address(konferenz, rest="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/absage/{rest}"


def sign_in(client, konferenz, rolle=Rolle.PLANUNG):
    client.force_login(make_mitglied(konferenz.veranstalter, rolle).konto)
    return client


def new_date(konferenz, **more) -> dict:
    tag = konferenz.datum + datetime.timedelta(days=30)
    fields = {
        "datum": f"{tag:%d.%m.%Y}",
        "beginn": "10:00",
        "ende": "13:00",
        "anmeldeschluss": "",
        "absage_text": GRUND,
        "fassung": konferenz.fassung,
    }
    return fields | more


def test_cancelling_leads_to_the_draft_with_the_number_of_recipients(client):
    konferenz = make_konferenz()
    make_anmeldung(konferenz, email="jonas@example.org")
    sign_in(client, konferenz)
    assert "Absagen oder verschieben" in client.get(address(konferenz)).content.decode()
    response = client.post(f"{address(konferenz)}?was=absagen", {"absage_text": GRUND, "fassung": 1}, follow=True)
    draft = konferenz.aussendungen.get()
    assert response.redirect_chain[0][0].endswith(f"/einladungen/aussendungen/{draft.pk}/")
    page = response.content.decode()
    assert "geben Sie sie frei" in page
    assert "Die Heizung ist kaputt." in page
    assert konferenz.nachrichten.count() == 0


def test_postponing_takes_a_new_date(client):
    konferenz = make_konferenz()
    sign_in(client, konferenz)
    response = client.post(f"{address(konferenz)}?was=verschieben", new_date(konferenz))
    assert response.status_code == 302
    vorher, konferenz = konferenz.datum, Konferenz.objects.get()
    assert (konferenz.verschoben_von, konferenz.datum) == (vorher, vorher + datetime.timedelta(days=30))


@pytest.mark.parametrize(
    ("fields", "satz"),
    [
        ({"datum": ""}, "Bitte geben Sie das Datum ein"),
        ({"datum": "16.06.2022"}, "muss nach dem heutigen Tag liegen"),
        ({"datum": "31.02.2035"}, "Das ist kein Datum."),
        ({"ende": "09:00"}, "Das Ende liegt vor dem Beginn (10:00 Uhr)."),
        ({"anmeldeschluss": "01.01.2080"}, "Der Anmeldeschluss liegt nach der Konferenz."),
        ({"absage_text": ""}, "Bitte nennen Sie einen Grund."),
        ({"absage_text": "x" * 601}, "Das ist zu lang: 601 Zeichen"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(client, fields, satz):
    konferenz = make_konferenz()
    sign_in(client, konferenz)
    response = client.post(f"{address(konferenz)}?was=verschieben", new_date(konferenz, **fields))
    assert response.status_code == 200
    page = response.content.decode()
    assert satz in page
    assert 'value="10:00"' in page
    assert Konferenz.objects.get().verschoben_von is None


def test_a_change_made_meanwhile_is_shown_and_the_second_try_goes_through(client):
    konferenz = make_konferenz(fassung=2)
    sign_in(client, konferenz)
    page = client.post(f"{address(konferenz)}?was=verschieben", new_date(konferenz, fassung=1)).content.decode()
    assert "hat jemand anderes gespeichert" in page
    assert 'name="fassung" value="2"' in page
    assert client.post(f"{address(konferenz)}?was=verschieben", new_date(konferenz, fassung=2)).status_code == 302


def test_the_overview_says_that_nobody_was_told_until_the_letter_is_released(client):
    konferenz = make_konferenz()
    make_anmeldung(konferenz, email="jonas@example.org")
    sign_in(client, konferenz)
    overview = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/"
    client.post(f"{address(konferenz)}?was=absagen", {"absage_text": GRUND, "fassung": 1})
    assert "Noch weiß niemand Bescheid" in client.get(overview).content.decode()
    draft = konferenz.aussendungen.get()
    response = client.post(f"{overview}einladungen/aussendungen/{draft.pk}/", {"erwartet": 1}, follow=True)
    assert "Freigegeben." in response.content.decode()
    assert "Noch weiß niemand Bescheid" not in client.get(overview).content.decode()
    assert konferenz.nachrichten.get().empfaenger == "jonas@example.org"


def test_a_cancellation_can_be_taken_back(client):
    konferenz = make_konferenz(abgesagt_am=timezone.now(), absage_text=GRUND)
    sign_in(client, konferenz)
    assert "Absage zurücknehmen" in client.get(address(konferenz)).content.decode()
    assert client.get(address(konferenz, "zuruecknehmen/")).status_code == 200
    assert Konferenz.objects.get().is_abgesagt
    response = client.post(address(konferenz, "zuruecknehmen/"))
    assert response.url.endswith(f"/einladungen/aussendungen/{konferenz.aussendungen.get().pk}/")
    assert not Konferenz.objects.get().is_abgesagt


def test_a_day_that_has_passed_says_why_it_cannot(client):
    konferenz = make_konferenz(datum=timezone.localdate() - datetime.timedelta(days=1))
    sign_in(client, konferenz)
    page = client.get(address(konferenz)).content.decode()
    assert "Der Tag der Konferenz ist vorbei." in page
    response = client.post(f"{address(konferenz)}?was=absagen", {"absage_text": GRUND, "fassung": 1})
    assert (response.status_code, Konferenz.objects.get().is_abgesagt) == (200, False)


def test_who_may_see_and_do_what(client):
    konferenz = make_konferenz()
    for rest in ("", "?was=absagen", "zuruecknehmen/"):
        assert client.get(address(konferenz, rest)).url.startswith("/konto/anmelden/")
    sign_in(client, konferenz, Rolle.LESEND)
    for rest in ("", "?was=absagen", "zuruecknehmen/"):
        assert client.get(address(konferenz, rest)).status_code == 403
        assert client.post(address(konferenz, rest)).status_code == 403
    sign_in(client, make_konferenz())
    assert client.get(address(konferenz)).status_code == 404
    sign_in(client, konferenz)
    assert client.get(address(konferenz, "?was=quatsch")).status_code == 404
    assert client.post(address(konferenz)).status_code == 404
    assert client.delete(address(konferenz)).status_code == 405


def test_every_page_says_that_it_is_cancelled_and_why(client):
    konferenz = make_konferenz(titel="Treffen", abgesagt_am=timezone.now(), absage_text=GRUND)
    einladung = make_einladung(konferenz)
    beantwortet = make_einladung(konferenz, antwort="zugesagt")
    person = make_anmeldung(konferenz, einladung=beantwortet)
    sign_in(client, konferenz)
    public = f"/{konferenz.veranstalter.slug}/{konferenz.slug}/"
    for page in (
        public,
        einladung.zugang.pfad,
        beantwortet.zugang.pfad,
        person.zugang.pfad,
        f"/verwaltung{public}",
    ):
        html = client.get(page).content.decode()
        assert "Diese Konferenz ist abgesagt" in html, page
        assert GRUND in html, page
    html = client.get(public).content.decode()
    assert "<title>Abgesagt – Treffen" in html
    assert "Abgesagt: Treffen" in html


def test_every_page_says_that_it_has_another_date_and_why(client):
    konferenz = make_konferenz(
        datum=datetime.date(2035, 6, 16), verschoben_von=datetime.date(2035, 5, 12), absage_text=GRUND
    )
    einladung = make_einladung(konferenz)
    person = make_anmeldung(konferenz)
    sign_in(client, konferenz)
    public = f"/{konferenz.veranstalter.slug}/{konferenz.slug}/"
    for page in (public, einladung.zugang.pfad, person.zugang.pfad, f"/verwaltung{public}"):
        html = client.get(page).content.decode()
        assert "Verschoben auf Samstag, 16. Juni 2035" in html, page
        assert "Geplant war der 12. Mai 2035." in html, page
        assert GRUND in html, page
